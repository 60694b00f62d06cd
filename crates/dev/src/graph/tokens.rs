//! Rust source as a list of names and marks: enough to follow imports, without a parser.
//!
//! A parser (`syn`) as an ordinary dependency would make cargo build `proc-macro2` and every macro above it anew with
//! debug information, which costs each build from nothing some minutes.

/// The names, `::` and the other marks of a source text; comments, literals and lifetimes are left out.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => block_comment(rest),
            '"' => string(rest, 0),
            '\'' => quote(rest),
            _ if raw_string(rest).is_some() => raw_string(rest).unwrap_or(1),
            _ if first.is_alphanumeric() || first == '_' => {
                let length = name(rest);
                if !first.is_ascii_digit() {
                    found.push(&rest[..length]);
                }
                length
            }
            _ if rest.starts_with("::") => {
                found.push("::");
                2
            }
            _ => {
                if !first.is_whitespace() {
                    found.push(&rest[..first.len_utf8()]);
                }
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    found
}

fn name(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}

/// Comments nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        match text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// A string whose quote is at `start`, to its end.
fn string(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`; `None` for a name that only begins like one.
fn raw_string(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c"].into_iter().find(|prefix| text.starts_with(prefix))?;
    let hashes = text[prefix.len()..].bytes().take_while(|byte| *byte == b'#').count();
    let open = prefix.len() + hashes;
    if text.as_bytes().get(open) != Some(&b'"') {
        return None;
    }
    if !prefix.ends_with('r') {
        return (hashes == 0).then(|| string(text, open));
    }
    let end = format!("\"{}", "#".repeat(hashes));
    Some(text[open + 1..].find(&end).map_or(text.len(), |at| open + 1 + at + end.len()))
}

/// A character or a lifetime.
fn quote(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((_, '\\')), _) => text[3..].find('\'').map_or(text.len(), |at| at + 4),
        (_, Some((at, '\''))) => at + 1,
        _ => 1 + name(&text[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn only_names_and_marks_are_left() {
        for (text, wanted) in [
            ("a::b // c::d\ne", "a :: b e"),
            ("a /* b /* c */ d */ e", "a e"),
            (r#"f("a \" b", 'c', '\'', '\u{1F600}', 1u8, 1_000)"#, "f ( , , , , , )"),
            (r##"f(r#"a " b"#, b"c", br"d", c"e") r"##, "f ( , , , ) r"),
            ("fn f<'a>(x: &'a str) -> &'static u8", "fn f < > ( x : & str ) - > & u8"),
            ("'é' b'x' break", "b break"),
        ] {
            assert_eq!(tokens(text).join(" "), wanted, "{text}");
        }
    }
}
