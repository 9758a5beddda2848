//! A message as paths and values, made of its debug text: `topics[0].partitions[1].error_code` is `3`.

use super::differences;

/// A field or an element, and what is in it.
#[derive(Default)]
struct Node {
    name: String,
    /// Of a leaf.
    value: Option<String>,
    is_array: bool,
    children: Vec<Node>,
}

/// The paths and values of `message`, without what must differ between two brokers.
pub(super) fn flatten(message: &impl std::fmt::Debug) -> Vec<(String, String)> {
    let text = format!("{message:#?}");
    let mut root = parse(&text);
    root.normalise("");
    let mut out = Vec::new();
    root.flatten(String::new(), &mut out);
    out
}

/// Reads Rust's own layout of debug text, one field or bracket a line.
fn parse(text: &str) -> Node {
    let mut stack = vec![Node::default()];
    for line in text.lines().map(str::trim) {
        let top = stack.last_mut().expect("the root is never closed");
        let is_closing = matches!(line.trim_end_matches(','), "}" | "]" | ")");
        if is_closing {
            let done = stack.pop().expect("what is closed was open");
            stack.last_mut().expect("the root is never closed").children.push(done);
        } else if let Some(opening) = line.strip_suffix(['{', '[', '(']) {
            let (name, _) = split(opening);
            // `Some(` and the like add nothing: what is inside takes the name of the field.
            stack.push(Node { name, is_array: line.ends_with('['), ..Node::default() });
        } else {
            let (name, value) = split(line.trim_end_matches(','));
            top.children.push(Node { name, value: Some(value), ..Node::default() });
        }
    }
    stack.pop().expect("the root")
}

/// `name: value`, or a value alone.
fn split(line: &str) -> (String, String) {
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match line.split_once(": ") {
        Some((name, value)) if is_name(name) => (name.to_owned(), value.to_owned()),
        _ => (String::new(), line.to_owned()),
    }
}

impl Node {
    /// `field` is the name of what this is the content of.
    fn normalise(&mut self, field: &str) {
        let field = if self.name.is_empty() { field.to_owned() } else { self.name.clone() };
        let field = field.as_str();
        self.children.retain(|child| child.name != "unknown_tags");
        for child in &mut self.children {
            child.normalise(if self.is_array { "" } else { field });
        }
        if let Some(value) = &mut self.value {
            *value = differences::replace(field, value);
        }
        if self.is_array && differences::UNORDERED.contains(&field) {
            self.children.sort_by_cached_key(Node::text);
        }
    }

    fn text(&self) -> String {
        let mut out = Vec::new();
        self.flatten(String::new(), &mut out);
        out.into_iter().map(|(path, value)| format!("{path}={value};")).collect()
    }

    fn flatten(&self, path: String, out: &mut Vec<(String, String)>) {
        if let Some(value) = &self.value {
            out.push((path, value.clone()));
            return;
        }
        for (place, child) in self.children.iter().enumerate() {
            let path = match (self.is_array, child.name.is_empty(), path.is_empty()) {
                // A configuration is better told by its name than by its place.
                (true, _, _) => {
                    match child
                        .children
                        .iter()
                        .find(|field| path.ends_with("configs") && field.name == "name")
                    {
                        Some(name) => {
                            format!("{path}({})", name.value.as_deref().unwrap_or_default().trim_matches('"'))
                        }
                        None => format!("{path}[{place}]"),
                    }
                }
                (false, true, _) => path.clone(),
                (false, false, true) => child.name.clone(),
                (false, false, false) => format!("{path}.{}", child.name),
            };
            child.flatten(path, out);
        }
    }
}

#[test]
fn debug_text_becomes_paths() {
    #[derive(Debug)]
    struct Inner {
        #[allow(dead_code)]
        name: &'static str,
        #[allow(dead_code)]
        ids: Option<Vec<i32>>,
    }
    let value = vec![Inner { name: "a: {", ids: Some(vec![7, 8]) }, Inner { name: "", ids: None }];
    let paths: Vec<_> = flatten(&value).into_iter().map(|(path, value)| format!("{path}={value}")).collect();
    assert_eq!(paths, ["[0].name=\"a: {\"", "[0].ids[0]=7", "[0].ids[1]=8", "[1].name=\"\"", "[1].ids=None"]);
}
