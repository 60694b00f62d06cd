//! The order in which people look for names: without regard to case, and numbers by their value.

/// A key that sorts names as people do: `Company 2` before `company 10`.
///
/// Numbers are runs of ASCII digits of any length. Names that differ only in case or in leading zeros have one key.
pub fn natural_key(name: &str) -> String {
    let name = name.to_lowercase();
    let mut key = String::with_capacity(name.len() + 4);
    let mut rest = name.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (number, after) = from.split_at(end);
        let number = number.trim_start_matches('0');
        key.push_str(before);
        // A longer number is a larger one.
        key.push_str(&format!("{:05}{number}", number.len()));
        rest = after;
    }
    key + rest
}

#[cfg(test)]
mod tests {
    use super::natural_key;

    #[test]
    fn names_in_the_order_of_people() {
        let sorted = ["Alpha", "beta", "Company 2", "company 10", "Company 10b", "Company 200", "Zürich"];
        let mut names = sorted;
        names.reverse();
        names.sort_by_cached_key(|name| natural_key(name));
        assert_eq!(names, sorted);
        assert_eq!(natural_key("Item 007"), natural_key("item 7"));
    }
}
