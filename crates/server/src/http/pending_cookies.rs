//! Cookies of which a browser has one for each thing that it has begun, such as a sign-in in each tab.
//!
//! They are bounded in number and size whenever one is added: tabs that begin at once do not see each other's, so only the
//! next one finds that there are too many.

use chrono::Duration;
use http::{HeaderMap, HeaderValue};
use vestibule_core::public_url::PublicUrl;

use super::cookies;

/// A kind of such cookies.
pub(crate) struct PendingCookies {
    /// What their names begin with.
    pub(crate) prefix: String,
    /// How many there may be. The oldest goes.
    pub(crate) most: usize,
    /// How many bytes they may take together in a request.
    pub(crate) most_bytes: usize,
    pub(crate) lifetime: Duration,
}

impl PendingCookies {
    /// The `Set-Cookie` lines that add one to a browser, and take from it what is too many: unreadable ones first, for which
    /// `began_at` returns 0, then the oldest.
    pub(crate) fn add(
        &self,
        (public_url, headers): (&PublicUrl, &HeaderMap),
        (name, value): (&str, &str),
        began_at: impl Fn(&str, &str) -> i64,
    ) -> Vec<HeaderValue> {
        let too_many = self.superfluous(headers, in_request(name, value), began_at);
        let mut lines: Vec<_> = too_many.iter().map(|old| cookies::remove(public_url, old)).collect();
        let mut line = cookies::set(public_url, name, value, self.lifetime);
        line.set_sensitive(true);
        lines.push(line);
        lines
    }

    /// The names of those that must go so that one of `size` bytes fits.
    fn superfluous(&self, headers: &HeaderMap, size: usize, began_at: impl Fn(&str, &str) -> i64) -> Vec<String> {
        let mut found: Vec<_> = cookies::all(headers)
            .filter(|(name, _)| name.starts_with(&self.prefix))
            .map(|(name, value)| (began_at(name, value), name, in_request(name, value)))
            .collect();
        // The newest first: what fits next to the new one stays.
        found.sort_unstable_by(|left, right| right.cmp(left));
        let (mut count, mut bytes) = (1, size);
        found.retain(|(_, _, size)| {
            (count, bytes) = (count + 1, bytes + size);
            count > self.most || bytes > self.most_bytes
        });
        let mut names: Vec<_> = found.into_iter().map(|(_, name, _)| name.to_owned()).collect();
        names.dedup();
        names
    }
}

/// How many bytes a cookie takes in a request.
fn in_request(name: &str, value: &str) -> usize {
    name.len() + value.len() + "=; ".len()
}

#[cfg(test)]
mod tests {
    use http::header;

    use super::*;

    /// BR-15: the oldest goes, also where tabs that began at once have left too many.
    #[test]
    fn what_is_too_many_goes() {
        let pending =
            PendingCookies { prefix: "p_".to_owned(), most: 3, most_bytes: 60, lifetime: Duration::minutes(1) };
        for (sent, size, gone) in [
            ("", 10, &[][..]),
            ("p_a=1; p_b=2; other=9", 10, &[]),
            ("p_a=1; p_b=2; p_c=3", 10, &["p_a"]),
            ("p_c=3; p_a=1; p_e=5; p_b=2; p_d=4; other=0", 10, &["p_a", "p_b", "p_c"]),
            ("p_a=7; p_x=broken; p_b=2", 10, &["p_x"]),
            ("p_a=1; p_b=2; p_c=3", 55, &["p_a", "p_b", "p_c"]),
            ("p_a=1; p_b=22222222222222222222222222222222; p_c=3", 20, &["p_a", "p_b"]),
        ] {
            let headers: HeaderMap = [(header::COOKIE, HeaderValue::from_str(sent).unwrap())].into_iter().collect();
            let began_at = |_: &str, value: &str| value.parse::<i128>().map_or(0, |n| i64::try_from(n % 10).unwrap());
            let mut names = pending.superfluous(&headers, size, began_at);
            names.sort();
            assert_eq!(names, gone, "{sent}");
        }
    }
}
