//! Where a site will stand.

/// The address of a site, with a `/` at its end: `http` or `https`, a host, perhaps a path, and nothing else.
pub fn site(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"?#\"'<>\\@`{}|^".contains(c);
    if !host.chars().any(char::is_alphanumeric) || !rest.chars().all(plain) {
        return None;
    }
    Some(if text.ends_with('/') { text.to_owned() } else { format!("{text}/") })
}

#[cfg(test)]
mod tests {
    use super::site;

    #[test]
    fn a_site_has_a_scheme_a_host_and_perhaps_a_path() {
        for text in [
            "",
            "example.org",
            "https://",
            "https:///x",
            "ftp://example.org",
            "https://e.org/?a",
            "https://a@b/",
            "https://e.org/\"x",
        ] {
            assert_eq!(site(text), None, "{text:?} was accepted");
        }
        assert_eq!(site("https://example.org").as_deref(), Some("https://example.org/"));
        assert_eq!(site("http://localhost:8000/a/b/").as_deref(), Some("http://localhost:8000/a/b/"));
    }
}
