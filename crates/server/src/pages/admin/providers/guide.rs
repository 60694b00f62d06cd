//! A definition's guide as HTML. Its Markdown may come from a dropped-in file, so HTML in it is shown as text and links
//! lead to http and https only.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};

/// Renders the guide.
pub(super) fn html(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if is_web(&dest_url) { dest_url } else { CowStr::Borrowed("#") };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        // A picture would be a request to somebody else; its text stays.
        Event::Start(Tag::Image { .. }) => Event::Text(CowStr::Borrowed("")),
        other => other,
    });
    let mut html = String::with_capacity(markdown.len() * 2);
    push_html(&mut html, events.filter(|event| !matches!(event, Event::End(TagEnd::Image))));
    html
}

/// The same, with a button behind each block of code that copies it.
pub(in crate::pages::admin) fn html_with_copy(markdown: &str, copy: &str, copied: &str) -> String {
    let mut html = String::with_capacity(markdown.len() * 2);
    let (mut rest, mut block) = (markdown, String::new());
    let mut in_code = false;
    let mut plain = String::new();
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').map_or((rest, ""), |(line, after)| (line, after));
        plain.push_str(line);
        plain.push('\n');
        match (line.starts_with("```"), in_code) {
            (true, true) => {
                html.push_str(&self::html(&plain));
                html.push_str(&button(&block, copy, copied));
                plain.clear();
                block.clear();
                in_code = false;
            }
            (true, false) => in_code = true,
            (false, true) => {
                block.push_str(line);
                block.push('\n');
            }
            (false, false) => {}
        }
        rest = after;
    }
    html.push_str(&self::html(&plain));
    html
}

fn button(text: &str, copy: &str, copied: &str) -> String {
    let [text, copy, copied] = [text.trim_end(), copy, copied].map(escape);
    format!(
        "<p><button type=\"button\" class=\"button quiet small\" data-copy=\"{text}\" data-done=\"{copied}\" hidden>{copy}</button></p>"
    )
}

/// For an attribute or a text.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The first link of a guide, where one usually starts, and its text.
pub(super) fn first_link(markdown: &str) -> Option<(String, String)> {
    let mut link: Option<(String, String)> = None;
    for event in Parser::new(markdown) {
        match (event, &mut link) {
            (Event::Start(Tag::Link { dest_url, .. }), None) if is_web(&dest_url) => {
                link = Some((dest_url.into_string(), String::new()));
            }
            (Event::Text(text) | Event::Code(text), Some((_, words))) => words.push_str(&text),
            (Event::End(TagEnd::Link), Some(_)) => break,
            _ => {}
        }
    }
    link.filter(|(_, words)| !words.trim().is_empty())
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_begins_at_its_first_link() {
        for (markdown, link) in [
            (
                "1. Open [the **admin** center](https://a.example/x).\n2. [b](https://b.example)",
                Some(("https://a.example/x", "the admin center")),
            ),
            ("[a](javascript:alert(1)) [b](http://b.example/)", Some(("http://b.example/", "b"))),
            ("[](https://a.example)", None),
            ("no link", None),
        ] {
            let found = first_link(markdown);
            assert_eq!(found.as_ref().map(|(url, words)| (&**url, &**words)), link, "{markdown}");
        }
    }

    #[test]
    fn a_block_of_code_can_be_copied() {
        let html = html_with_copy("Do:\n\n```sh\na \"<b>\"\nc\n```\n\nDone.\n", "Copy", "Copied");
        assert!(
            html.contains("data-copy=\"a &quot;&lt;b&gt;&quot;\nc\" data-done=\"Copied\" hidden>Copy</button>"),
            "{html}"
        );
        assert!(html.contains("<p>Do:</p>") && html.ends_with("<p>Done.</p>\n"), "{html}");
        assert_eq!(html_with_copy("plain", "Copy", "Copied"), "<p>plain</p>\n");
    }

    #[test]
    fn a_guide_cannot_act() {
        let markdown = "**bold** <script>alert(1)</script> [a](javascript:alert(1)) ![b](https://evil.example/x.png)\n\n<img src=x onerror=y>\n";
        let html = html(markdown);
        assert!(html.contains("<strong>bold</strong>") && html.contains("&lt;script&gt;"), "{html}");
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("javascript:"), "{html}");
    }
}
