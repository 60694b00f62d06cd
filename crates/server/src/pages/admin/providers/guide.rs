//! A definition's guide as HTML. Its Markdown may come from a dropped-in file, so HTML in it is shown as text and links
//! lead to http and https only.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html::push_html};

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
    push_html(&mut html, events.filter(|event| !matches!(event, Event::End(pulldown_cmark::TagEnd::Image))));
    html
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_cannot_act() {
        let markdown = "**bold** <script>alert(1)</script> [a](javascript:alert(1)) ![b](https://evil.example/x.png)\n\n<img src=x onerror=y>\n";
        let html = html(markdown);
        assert!(html.contains("<strong>bold</strong>") && html.contains("&lt;script&gt;"), "{html}");
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("javascript:"), "{html}");
    }
}
