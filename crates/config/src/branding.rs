//! `[branding]`: a name, a picture that is one, a colour that is one.

use std::path::{Path, PathBuf};

use crate::{binder::Binder, config::Branding, file::BrandingSection};

/// Larger pictures are photographs, and every login page would carry them.
const LARGEST: u64 = 256 * 1024;

impl Binder<'_> {
    pub(crate) fn branding(&mut self, section: &BrandingSection) -> Option<Branding> {
        let name = section.name.trim();
        let named = if name.is_empty() { Err("must not be empty".to_owned()) } else { Ok(name.to_owned()) };
        let name = self.one("branding.name", named);
        let logo = match &section.logo {
            Some(text) => {
                let file = self.base_dir.join(text);
                self.named_files.insert(file.clone());
                Some(self.one("branding.logo", logo(&file))?)
            }
            None => None,
        };
        let accent = match &section.accent {
            Some(text) => Some(self.one("branding.accent", colour(text))?),
            None => None,
        };
        Some(Branding { name: name?, logo, accent })
    }
}

fn logo(path: &Path) -> Result<PathBuf, String> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if !["svg", "png"].contains(&ending) {
        return Err("must name a file that ends with `.svg` or `.png`".to_owned());
    }
    match path.metadata() {
        Ok(found) if found.is_file() && found.len() <= LARGEST => Ok(path.to_owned()),
        Ok(found) if found.is_file() => {
            Err(format!("names a file of {} KiB; make it 256 KiB or smaller", found.len() / 1024))
        }
        _ => Err(format!("names {}, which is not a file; correct the path", path.display())),
    }
}

fn colour(text: &str) -> Result<[u8; 3], String> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok().filter(|_| !digits.contains('+')));
    let [_, red, green, blue] = number.ok_or("must be a colour such as `#2f4fd0`")?.to_be_bytes();
    Ok([red, green, blue])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours() {
        assert_eq!(colour("#2f4FD0"), Ok([0x2f, 0x4f, 0xd0]));
        for text in ["", "2f4fd0", "#2f4", "#2f4fd00", "blue", "#gg0000", "#+f4fd0", "#ééé"] {
            assert!(colour(text).is_err(), "{text}");
        }
    }
}
