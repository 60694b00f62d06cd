//! What a Markdown page links to, and what can be linked to in it.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A page, as far as links are concerned.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Links and pictures that stay in the repository, as they are written.
    pub(super) links: Vec<String>,
    /// Its headings, as GitHub names them in links.
    pub(super) anchors: BTreeSet<String>,
}

impl Page {
    pub(super) fn parse(text: &str) -> Self {
        let mut page = Self::default();
        let mut heading: Option<String> = None;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => page.anchors.extend(heading.take().map(|text| anchor(&text))),
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => page.add(&dest_url),
                Event::Html(html) | Event::InlineHtml(html) => attributes(&html).for_each(|link| page.add(link)),
                _ => {}
            }
        }
        page
    }

    fn add(&mut self, link: &str) {
        let elsewhere = link.contains("://") || link.starts_with("mailto:");
        if !elsewhere {
            self.links.push(link.to_owned());
        }
    }
}

/// The values of `src` and `href` in a piece of HTML. Our own pages hold pictures in this form only, double-quoted.
fn attributes(html: &str) -> impl Iterator<Item = &str> {
    let values = ["src=\"", "href=\""].into_iter().flat_map(move |name| html.split(name).skip(1));
    values.filter_map(|rest| rest.split('"').next())
}

/// How GitHub names a heading: small letters, dashes for spaces, nothing else but letters, digits, `-` and `_`.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|char| char.is_alphanumeric() || " -_".contains(*char));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_headings_are_read_where_a_reader_sees_them() {
        let text = "# A `code`, and more\n[one](a.md) ![two](b.png) <https://c.example> [mail](mailto:a@b.example)\n\n\
                    <img src=\"d.png\" alt=\"\">\n\n| [three](e.md#f) |\n| --- |\n\n```\n[not](code.md)\n# nor this\n```\n";
        let page = Page::parse(text);
        assert_eq!(page.links, ["a.md", "b.png", "d.png", "e.md#f"]);
        assert_eq!(page.anchors, BTreeSet::from(["a-code-and-more".to_owned()]));
    }
}
