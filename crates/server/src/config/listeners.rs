//! Listeners: `NAME://host:port`, separated by commas, and the security protocol of each name.

use std::fmt;

use super::{Config, Value, keys};

/// One place to listen at, or to tell clients of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Upper case.
    pub name: String,
    /// Empty for all addresses. An IPv6 address has no brackets.
    pub host: String,
    pub port: u16,
    pub protocol: SecurityProtocol,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i16)]
pub enum SecurityProtocol {
    Plaintext = 0,
    Ssl = 1,
    SaslPlaintext = 2,
    SaslSsl = 3,
}

impl SecurityProtocol {
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name.to_ascii_uppercase().as_str() {
            "PLAINTEXT" => Some(Self::Plaintext),
            "SSL" => Some(Self::Ssl),
            "SASL_PLAINTEXT" => Some(Self::SaslPlaintext),
            "SASL_SSL" => Some(Self::SaslSsl),
            _ => None,
        }
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plaintext => "PLAINTEXT",
            Self::Ssl => "SSL",
            Self::SaslPlaintext => "SASL_PLAINTEXT",
            Self::SaslSsl => "SASL_SSL",
        }
    }

    /// Kafka's number on the wire.
    #[must_use]
    pub fn id(self) -> i16 {
        self as i16
    }
}

impl Listener {
    /// `host:port` with brackets around an IPv6 address; an empty host is written as it is bound.
    #[must_use]
    pub fn address(&self) -> String {
        if self.host.is_empty() {
            format!("[::]:{}", self.port)
        } else {
            host_and_port(&self.host, self.port)
        }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.name, host_and_port(&self.host, self.port))
    }
}

/// `host:port`, with brackets around an IPv6 address.
#[must_use]
pub fn host_and_port(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// The parts of `host:port`, the brackets of an IPv6 address removed.
pub(super) fn split_address(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.trim().rsplit_once(':')?;
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    Some((bare.to_owned(), port.parse().ok()?))
}

/// All of `listeners`. The error is what is wrong with it.
pub(super) fn listeners(config: &Config) -> Result<Vec<Listener>, String> {
    parse(&config.get_list(keys::LISTENERS), &protocol_map(config)?)
}

/// All of `advertised.listeners`, if it is set.
pub(super) fn advertised(config: &Config) -> Result<Option<Vec<Listener>>, String> {
    if config.value(keys::ADVERTISED_LISTENERS) == Value::Null {
        return Ok(None);
    }
    parse(&config.get_list(keys::ADVERTISED_LISTENERS), &protocol_map(config)?).map(Some)
}

type ProtocolMap = Vec<(String, SecurityProtocol)>;

/// `listener.security.protocol.map`; where nobody set it, the controllers' names are plain text.
fn protocol_map(config: &Config) -> Result<ProtocolMap, String> {
    let mut map = parse_protocol_map(&config.get_str(keys::LISTENER_SECURITY_PROTOCOL_MAP))?;
    if config.static_value(keys::LISTENER_SECURITY_PROTOCOL_MAP).is_none() {
        for name in config.get_list(keys::CONTROLLER_LISTENER_NAMES) {
            if !map.iter().any(|(known, _)| *known == name) {
                map.push((name, SecurityProtocol::Plaintext));
            }
        }
    }
    Ok(map)
}

/// `NAME:PROTOCOL`, separated by commas.
pub fn parse_protocol_map(text: &str) -> Result<Vec<(String, SecurityProtocol)>, String> {
    let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            let (name, protocol) =
                entry.rsplit_once(':').ok_or_else(|| format!("{entry} is not NAME:PROTOCOL"))?;
            let protocol = SecurityProtocol::from_name(protocol.trim()).ok_or_else(|| {
                format!("{protocol} is no security protocol: use PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL")
            })?;
            Ok((name.trim().to_ascii_uppercase(), protocol))
        })
        .collect()
}

fn parse(entries: &[String], map: &ProtocolMap) -> Result<Vec<Listener>, String> {
    entries.iter().map(|entry| parse_one(entry, map)).collect()
}

fn parse_one(entry: &str, map: &ProtocolMap) -> Result<Listener, String> {
    let shape = || format!("{entry} is not NAME://host:port");
    let (name, address) = entry.trim().split_once("://").ok_or_else(shape)?;
    let name = name.to_ascii_uppercase();
    let (host, port) = address.rsplit_once(':').ok_or_else(shape)?;
    let host = match host.strip_prefix('[') {
        Some(inner) => inner.strip_suffix(']').ok_or_else(shape)?,
        None if host.contains(':') => return Err(format!("{entry}: write an IPv6 address in brackets")),
        None => host,
    };
    let port = port.parse().map_err(|_| format!("{entry}: {port} is not a port (0 to 65535)"))?;
    let protocol = map.iter().find(|(known, _)| *known == name).map(|(_, protocol)| *protocol);
    let protocol = protocol.ok_or_else(|| {
        format!(
            "No security protocol defined for listener {name}: add {name}:PLAINTEXT (or SSL, …) to \
                 listener.security.protocol.map"
        )
    })?;
    Ok(Listener { name, host: host.to_owned(), port, protocol })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> ProtocolMap {
        parse_protocol_map("PLAINTEXT:PLAINTEXT, internal:SASL_SSL").unwrap()
    }

    #[test]
    fn a_listener_has_name_host_port_and_protocol() {
        let listener = parse_one("internal://[::1]:9093", &map()).unwrap();
        assert_eq!(
            listener,
            Listener {
                name: "INTERNAL".to_owned(),
                host: "::1".to_owned(),
                port: 9093,
                protocol: SecurityProtocol::SaslSsl
            }
        );
        assert_eq!(listener.to_string(), "INTERNAL://[::1]:9093");
        assert_eq!(parse_one("PLAINTEXT://:0", &map()).unwrap().address(), "[::]:0");
    }

    #[test]
    fn what_is_no_listener_says_why() {
        for (text, reason) in [
            ("localhost:9092", "is not NAME://host:port"),
            ("PLAINTEXT://localhost", "is not NAME://host:port"),
            ("PLAINTEXT://::1:9092", "in brackets"),
            ("PLAINTEXT://localhost:99999", "is not a port"),
            ("OTHER://localhost:1", "No security protocol defined for listener OTHER"),
        ] {
            let error = parse_one(text, &map()).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
    }
}
