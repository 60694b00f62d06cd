//! A list as a table: how many rows there are, by which column they are sorted, what narrows it, and its pages. All of it is
//! in the URL, so that it works without a script, survives an action and can be sent to somebody.
//!
//! ```text
//! GET /admin/users?q=jane&sort=-name&page=2      Listing::read ──▶ the rows of the store or of a list in memory
//! POST … back=q=jane&sort=-name&page=2           back_to ──▶ 303 to the list as it was
//! ```

use super::{super::form::Posted, extract::AdminPage};

/// So many rows are on a page.
pub(super) const PAGE: u32 = 50;

/// The field of a form with the query of the list that it is on.
pub(super) const BACK: &str = "back";

const SORT: &str = "sort";
const PAGE_NUMBER: &str = "page";
/// What narrows a list, by the names of its parameters.
const FILTERS: [&str; 6] = ["q", "state", "rights", "provider", "person", "user"];

/// What is asked of a list.
pub(super) struct Listing {
    path: &'static str,
    filters: Vec<(&'static str, String)>,
    /// The column, and whether backwards; `None` is the usual order.
    sort: Option<(&'static str, bool)>,
    page: u32,
    /// How many rows match.
    pub(super) count: u64,
}

/// The head of a column.
pub(super) struct Column {
    pub(super) name: &'static str,
    /// Where a click on it leads.
    pub(super) url: String,
    /// The value of `aria-sort` where the list is sorted by it.
    pub(super) sorted: Option<&'static str>,
}

impl Listing {
    /// The parameters of the request. A column that is none of `columns` is the usual order.
    pub(super) fn read(request: &AdminPage, path: &'static str, columns: &[&'static str]) -> Self {
        let wanted = request.find(SORT).unwrap_or_default();
        let (name, backwards) = wanted.strip_prefix('-').map_or((wanted, false), |name| (name, true));
        let sort = columns.iter().find(|column| **column == name).map(|column| (*column, backwards));
        let page = request.find(PAGE_NUMBER).and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, 100_000);
        let filters = FILTERS.into_iter().filter_map(|name| Some((name, request.find(name)?.to_owned()))).collect();
        Self { path, filters, sort, page, count: 0 }
    }

    /// The value of a filter; empty where it is not given.
    pub(super) fn filter(&self, name: &str) -> &str {
        self.filters.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// The column that the list is sorted by, and whether backwards.
    pub(super) fn sort(&self) -> Option<(&'static str, bool)> {
        self.sort
    }

    /// Whether it is whole and in its usual order.
    pub(super) fn is_plain(&self) -> bool {
        self.sort.is_none() && self.filters.is_empty()
    }

    /// How many rows there are before this page, once the number of all is known: a page behind the last one is the last.
    pub(super) fn skip(&mut self, count: u64) -> u32 {
        self.count = count;
        self.page = self.page.min(self.pages());
        (self.page - 1) * PAGE
    }

    /// The rows of this page of a list in memory.
    pub(super) fn part<T>(&mut self, all: Vec<T>) -> Vec<T> {
        let skip = self.skip(all.len() as u64);
        all.into_iter().skip(skip as usize).take(PAGE as usize).collect()
    }

    fn pages(&self) -> u32 {
        u32::try_from(self.count.div_ceil(u64::from(PAGE))).unwrap_or(u32::MAX).max(1)
    }

    /// The head of a column: a click sorts by it, another one backwards.
    pub(super) fn column(&self, key: &'static str, name: &'static str) -> Column {
        let sorted = self.sort.filter(|(column, _)| *column == key).map(|(_, backwards)| backwards);
        let next = if sorted == Some(false) { format!("-{key}") } else { key.to_owned() };
        Column {
            name,
            url: self.url(Some(&next), 1),
            sorted: sorted.map(|backwards| if backwards { "descending" } else { "ascending" }),
        }
    }

    /// The number of the first and the last row of this page.
    pub(super) fn shown(&self) -> (u64, u64) {
        let first = u64::from((self.page - 1) * PAGE);
        ((first + 1).min(self.count), (first + u64::from(PAGE)).min(self.count))
    }

    pub(super) fn previous(&self) -> Option<String> {
        (self.page > 1).then(|| self.url(self.sort_text().as_deref(), self.page - 1))
    }

    pub(super) fn next(&self) -> Option<String> {
        (self.page < self.pages()).then(|| self.url(self.sort_text().as_deref(), self.page + 1))
    }

    /// The whole list in its order, for the link next to a filter.
    pub(super) fn unfiltered(&self) -> Option<&'static str> {
        (!self.filters.is_empty()).then_some(self.path)
    }

    /// The value of the parameter, to be kept by a filter.
    pub(super) fn sort_text(&self) -> Option<String> {
        self.sort.map(|(column, backwards)| format!("{}{column}", if backwards { "-" } else { "" }))
    }

    /// The query of this page of the list.
    pub(super) fn query(&self) -> String {
        let url = self.url(self.sort_text().as_deref(), self.page);
        url.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
    }

    fn url(&self, sort: Option<&str>, page: u32) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.filters);
        if let Some(sort) = sort {
            query.append_pair(SORT, sort);
        }
        if page > 1 {
            query.append_pair(PAGE_NUMBER, &page.to_string());
        }
        let query = query.finish();
        if query.is_empty() { self.path.to_owned() } else { format!("{}?{query}", self.path) }
    }
}

/// The list as it was when the form on it was made: its filters, its order and its page, and nothing else that was sent.
pub(super) fn back_to(posted: &Posted, path: &str) -> String {
    let sent = url::form_urlencoded::parse(posted.find(BACK).unwrap_or_default().as_bytes());
    let known = |name: &str| FILTERS.contains(&name) || [SORT, PAGE_NUMBER].contains(&name);
    let kept = sent.filter(|(name, _)| known(name));
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Whether one of the texts has `query` in it, whatever the case; everything has the empty one.
pub(super) fn has(query: &str, texts: &[&str]) -> bool {
    let wanted = query.to_lowercase();
    texts.iter().any(|text| text.to_lowercase().contains(&wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(sort: Option<(&'static str, bool)>, page: u32, count: u64) -> Listing {
        let filters = vec![("q", "a b".to_owned())];
        let mut listing = Listing { path: "/list", filters, sort, page, count: 0 };
        listing.skip(count);
        listing
    }

    #[test]
    fn pages_lead_both_ways_and_end() {
        for (page, count, shown, previous, next) in [
            (1, 0, (0, 0), None, None),
            (1, 50, (1, 50), None, None),
            (1, 51, (1, 50), None, Some("/list?q=a+b&page=2")),
            (2, 101, (51, 100), Some("/list?q=a+b"), Some("/list?q=a+b&page=3")),
            (9, 101, (101, 101), Some("/list?q=a+b&page=2"), None),
        ] {
            let found = listing(None, page, count);
            let links = (found.previous(), found.next());
            let expected = (previous.map(str::to_owned), next.map(str::to_owned));
            assert_eq!((found.shown(), links), (shown, expected), "page {page} of {count}");
        }
    }

    #[test]
    fn a_column_sorts_forwards_and_then_backwards() {
        let column = |sort| {
            let column = listing(sort, 1, 9).column("name", "Name");
            (column.url, column.sorted)
        };
        assert_eq!(column(None), ("/list?q=a+b&sort=name".to_owned(), None));
        assert_eq!(column(Some(("name", false))), ("/list?q=a+b&sort=-name".to_owned(), Some("ascending")));
        assert_eq!(column(Some(("name", true))), ("/list?q=a+b&sort=name".to_owned(), Some("descending")));
        assert_eq!(column(Some(("other", false))), ("/list?q=a+b&sort=name".to_owned(), None));
    }
}
