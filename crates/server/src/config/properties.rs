//! Java's properties syntax, in which Kafka's `server.properties` is written.
//!
//! `key=value`, `key:value` or `key value`; `#` and `!` begin a comment line; a line that ends in an odd number of
//! backslashes goes on in the next one; `\t \n \r \f \uXXXX` are escapes, and any other `\x` is `x`.

/// One entry and the line on which it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) line: usize,
    pub(super) what: &'static str,
}

pub(super) fn parse(text: &str) -> Vec<Result<Entry, SyntaxError>> {
    let mut entries = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, first)) = lines.next() {
        let mut logical = first.trim_start_matches(BLANKS).to_owned();
        if logical.is_empty() || logical.starts_with(['#', '!']) {
            continue;
        }
        while goes_on(&logical) {
            logical.pop();
            let Some((_, next)) = lines.next() else { break };
            logical.push_str(next.trim_start_matches(BLANKS));
        }
        let line = index + 1;
        entries.push(entry(&logical, line).map_err(|what| SyntaxError { line, what }));
    }
    entries
}

const BLANKS: [char; 3] = [' ', '\t', '\u{c}'];

fn goes_on(line: &str) -> bool {
    line.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1
}

fn entry(logical: &str, line: usize) -> Result<Entry, &'static str> {
    let end = end_of_name(logical);
    let rest = logical[end..].trim_start_matches(BLANKS);
    let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start_matches(BLANKS);
    Ok(Entry { name: unescape(&logical[..end])?, value: unescape(rest)?, line })
}

/// The first separator that is not escaped.
fn end_of_name(logical: &str) -> usize {
    let mut escaped = false;
    for (position, c) in logical.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == '=' || c == ':' || BLANKS.contains(&c) {
            return position;
        }
    }
    logical.len()
}

fn unescape(text: &str) -> Result<String, &'static str> {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let plain = if c == '\\' { chars.next() } else { Some(c) };
        let unit = match (c, plain) {
            (_, None) => continue,
            ('\\', Some('t')) => '\t',
            ('\\', Some('n')) => '\n',
            ('\\', Some('r')) => '\r',
            ('\\', Some('f')) => '\u{c}',
            ('\\', Some('u')) => {
                let digits: String = chars.by_ref().take(4).collect();
                // Two of them may make one character, so they are joined as UTF-16.
                let unit = u16::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4);
                units.push(unit.ok_or("\\u needs four hexadecimal digits")?);
                continue;
            }
            (_, Some(other)) => other,
        };
        units.extend_from_slice(unit.encode_utf16(&mut [0; 2]));
    }
    Ok(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String, usize)> {
        parse(text).into_iter().map(|e| e.unwrap()).map(|e| (e.name, e.value, e.line)).collect()
    }

    fn pair(name: &str, value: &str, line: usize) -> (String, String, usize) {
        (name.to_owned(), value.to_owned(), line)
    }

    #[test]
    fn names_end_at_the_first_separator_that_is_not_escaped() {
        assert_eq!(
            pairs("a=1\nb : 2\nc 3\n  d\\:e = f = g\nempty\n"),
            [
                pair("a", "1", 1),
                pair("b", "2", 2),
                pair("c", "3", 3),
                pair("d:e", "f = g", 4),
                pair("empty", "", 5)
            ]
        );
    }

    #[test]
    fn comments_are_skipped_and_lines_go_on_after_a_backslash() {
        assert_eq!(
            pairs("# no\n ! neither\nlist=a,\\\n   b,\\\n   c\nslash=x\\\\\nlast=1"),
            [pair("list", "a,b,c", 3), pair("slash", "x\\", 6), pair("last", "1", 7)]
        );
    }

    #[test]
    fn escapes_are_java_s() {
        assert_eq!(
            pairs("a=\\t\\u0041\\q\\\\\nb=\\uD83D\\uDE00"),
            [pair("a", "\tAq\\", 1), pair("b", "😀", 2)]
        );
        assert!(parse("a=\\u12").pop().unwrap().is_err());
    }
}
