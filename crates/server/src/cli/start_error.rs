//! Why a broker does not start, and what helps: one message instead of a chain of causes.

use std::io::{self, ErrorKind};
use std::path::Path;

use storage::log_manager::LogManagerError;

use super::port_holder;
use crate::broker::StartError;
use crate::config::keys;
use crate::http::HttpBindError;

/// The message for a person, without `error:` before it.
#[must_use]
pub fn explain_start_error(error: &StartError) -> String {
    let remedy = match error {
        StartError::Bind { name, address, source } => bind_remedy(name, address, source),
        StartError::Http(error) => http_remedy(error),
        StartError::LogDirs(error) => log_dir_remedy(error),
        StartError::Io(error) => io_remedy(error),
        _ => None,
    };
    match remedy {
        Some(remedy) => format!("{error}\n    {remedy}"),
        None => error.to_string(),
    }
}

fn bind_remedy(name: &str, address: &str, error: &io::Error) -> Option<String> {
    let port = address.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok())?;
    let elsewhere =
        format!("--override listeners={name}://localhost:{}", port.checked_add(10_000).unwrap_or(0));
    match error.kind() {
        ErrorKind::AddrInUse => {
            let holder = port_holder::find(port);
            let who = holder.map_or_else(|| "another process".to_owned(), |holder| holder.to_string());
            Some(format!("{who} listens there already: stop it, or listen elsewhere: {elsewhere}"))
        }
        ErrorKind::PermissionDenied => {
            Some(format!("ports below 1024 need privileges: listen elsewhere: {elsewhere}"))
        }
        _ => Some(format!(
            "{address} is no address of this machine: --override listeners={name}://0.0.0.0:{port} listens on all, and \
             advertised.listeners tells clients where to connect"
        )),
    }
}

fn http_remedy(error: &HttpBindError) -> Option<String> {
    let key = keys::OTTLA_METRICS_LISTENER;
    let port = error.address.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok())?;
    let holder = (error.source.kind() == ErrorKind::AddrInUse).then(|| port_holder::find(port)).flatten();
    let who = holder.map(|holder| format!("{holder} listens there already: ")).unwrap_or_default();
    Some(format!("{who}--override {key}=localhost:0 takes a free port, --override {key}= serves no metrics"))
}

fn log_dir_remedy(error: &LogManagerError) -> Option<String> {
    match error {
        LogManagerError::Held { .. } => Some(
            "a broker runs on this directory already: stop it, or use another directory: --data-dir DIR"
                .to_owned(),
        ),
        LogManagerError::Foreign { key, found, .. } => Some(format!(
            "the directory belongs to another node or cluster: set {key} = {found}, or use another directory: \
             --data-dir DIR"
        )),
        LogManagerError::NoneOnline => {
            Some("no directory could be used, see the log above; --data-dir DIR uses another one".to_owned())
        }
        LogManagerError::Io { path, source } => disk_remedy(path, source),
        LogManagerError::Unknown { .. } => {
            Some("move it away: a log directory holds nothing else".to_owned())
        }
        _ => None,
    }
}

fn disk_remedy(path: &Path, error: &io::Error) -> Option<String> {
    let path = path.display();
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Some(format!("the disk of {path} is full: make space, or use another directory: --data-dir DIR"))
        }
        ErrorKind::ReadOnlyFilesystem => Some(format!(
            "the file system of {path} is read-only: mount it for writing, or use another directory: --data-dir DIR"
        )),
        ErrorKind::PermissionDenied => Some(format!(
            "this user may not write {path}: change its owner, or use another directory: --data-dir DIR"
        )),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            Some("a file is in the way: remove it, or use another directory: --data-dir DIR".to_owned())
        }
        _ => None,
    }
}

fn io_remedy(error: &io::Error) -> Option<String> {
    const EMFILE: i32 = 24;
    (error.raw_os_error() == Some(EMFILE))
        .then(|| "raise the limit of open files: ulimit -n 65536".to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_taken_port_says_who_has_it_and_what_helps() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let said = explain_start_error(&StartError::Bind {
            name: Arc::from("PLAINTEXT"),
            address: format!("localhost:{port}"),
            source: io::Error::from(ErrorKind::AddrInUse),
        });
        assert!(said.contains(&format!("(pid {})", std::process::id())), "{said}");
        assert!(said.contains("--override listeners=PLAINTEXT://localhost:"), "{said}");
    }

    #[test]
    fn a_full_disk_is_called_full() {
        let error = LogManagerError::Io {
            path: PathBuf::from("/data"),
            source: io::Error::from(ErrorKind::StorageFull),
        };
        assert!(explain_start_error(&error.into()).contains("the disk of /data is full"));
    }
}
