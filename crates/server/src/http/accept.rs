//! What a client accepts: the weighted lists of RFC 9110 §12.4.2 and §12.5.

/// Further items of a list are not read.
const MOST: usize = 64;

/// The items of an `Accept…` header in their order, each with its quality: 1 unless it says otherwise, 0 when it is not
/// accepted or the quality is not a number.
pub(crate) fn weighted(list: &str) -> impl Iterator<Item = (&str, f32)> {
    list.split(',').take(MOST).map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let value = parts.next().unwrap_or_default();
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let quality = quality.map_or(1.0, |quality| quality.parse::<f32>().unwrap_or(0.0));
        (value, if quality.is_nan() { 0.0 } else { quality.clamp(0.0, 1.0) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quality_is_a_number_from_0_to_1() {
        for (list, wanted) in [
            ("a", vec![("a", 1.0)]),
            ("a;level=1;q=0.5, b; Q=0.25", vec![("a", 0.5), ("b", 0.25)]),
            ("a;q=0, b;q=NaN, c;q=x, d;q=7, e;q=-1", vec![("a", 0.0), ("b", 0.0), ("c", 0.0), ("d", 1.0), ("e", 0.0)]),
            ("", vec![("", 1.0)]),
            (";;q=,,q=1;de", vec![("", 0.0), ("", 1.0), ("q=1", 1.0)]),
        ] {
            assert_eq!(weighted(list).collect::<Vec<_>>(), wanted, "{list}");
        }
        assert_eq!(weighted(&",".repeat(1_000)).count(), MOST);
    }
}
