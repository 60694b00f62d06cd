//! Columns for people: each as wide as its widest cell, the last one as long as it is; and words for their cells.

use unicode_width::UnicodeWidthStr as _;
use vestibule_core::provider::Owner;

/// Between two columns.
const GAP: usize = 2;

/// Lines of cells under a line of headings. Control characters, which a file's name may hold, are spelled out: nobody
/// moves the cursor of whoever reads it.
pub(crate) fn columns<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let heading = headings.map(str::to_owned);
    let cells: Vec<[String; N]> = [&heading].into_iter().chain(rows).map(|row| row.clone().map(visible)).collect();
    let width = |column: usize| cells.iter().map(|row| row[column].width()).max().unwrap_or_default();
    let widths: [usize; N] = std::array::from_fn(width);
    cells.iter().map(|row| line(row, &widths)).collect::<Vec<_>>().join("\n")
}

/// Who owns a provider or an app.
pub(crate) fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::Config => "configuration",
        Owner::Admin => "administrators",
    }
}

fn line<const N: usize>(row: &[String; N], widths: &[usize; N]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        line.push_str(cell);
        line.push_str(&" ".repeat(width - cell.width() + GAP));
    }
    line.truncate(line.trim_end().len());
    line
}

fn visible(text: String) -> String {
    if !text.contains(char::is_control) {
        return text;
    }
    text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_in_any_script() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        let rows = [row(["club", "日本語", "x"]), row(["a\u{1b}[1m", "Zürich", ""])];
        let wanted = "ID          NAME    STATE\n\
                      club        日本語  x\n\
                      a\\u{1b}[1m  Zürich";
        assert_eq!(columns(["ID", "NAME", "STATE"], &rows), wanted);
    }
}
