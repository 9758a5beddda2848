//! ApiVersions: also in versions that no broker knows yet.

use protocol::messages::api_versions::ApiVersionsRequest;

use super::pair::Pair;

pub(super) fn cases(pair: &mut Pair) {
    let client = |name: &str, version: &str| ApiVersionsRequest {
        client_software_name: name.into(),
        client_software_version: version.into(),
        ..ApiVersionsRequest::default()
    };
    pair.ask_all("a client with a name", |_, _| client("ottla-compare", "1.0"));
    for (what, name, version) in [
        ("no name", "", "1.0"),
        ("no version", "x", ""),
        ("a space in the name", "a b", "1"),
        ("a name that ends with a dash", "a-", "1"),
        ("a name of one character", "a", "1"),
        ("a name in another script", "水", "1"),
    ] {
        pair.ask_all(what, |_, _| client(name, version));
    }
}
