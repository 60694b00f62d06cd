//! The positive assertion (§10.1): every field is compared with what was asked, then Steam is asked whether it made it.

use vestibule_plugin::{Answer, Callback, Fetch, Refusal, Resume, Step, code};

use crate::openid::{NS, endpoint, form};

/// What must be signed, or it could be exchanged on the way (§10.1).
const SIGNED: &[&str] = &["op_endpoint", "return_to", "response_nonce", "assoc_handle", "claimed_id", "identity"];
/// How long an assertion may have been on its way, in seconds, and how far the clocks may differ.
const MAX_AGE: i64 = 600;
const LEEWAY: i64 = 60;

/// Checks what came back, and asks Steam about it.
pub(crate) fn check(resume: &Resume, callback: &Callback) -> Result<Step, Refusal> {
    match callback.get("openid.mode") {
        Some("id_res") => {}
        Some("cancel") => return Err(Refusal::access_denied("the person cancelled at Steam")),
        Some("setup_needed") => return Err(Refusal::new(code::LOGIN_REQUIRED, "Steam wants the person to act there")),
        _ => return Err(Refusal::provider_error("Steam's answer is no assertion")),
    }
    let endpoint = endpoint(&resume.credentials)?;
    same(callback, "openid.ns", NS)?;
    same(callback, "openid.op_endpoint", &endpoint)?;
    same(callback, "openid.return_to", &resume.flow.callback_url())?;
    let claimed = callback.required("openid.claimed_id")?;
    same(callback, "openid.identity", claimed)?;
    let id = steam_id(claimed, &endpoint)?;
    let signed: Vec<&str> = callback.required("openid.signed")?.split(',').collect();
    if let Some(missing) = SIGNED.iter().find(|name| !signed.contains(name)) {
        return Err(Refusal::invalid_proof(format!("Steam did not sign {missing}")));
    }
    callback.required("openid.sig")?;
    fresh(callback.required("openid.response_nonce")?, resume.flow.now)?;
    let question = callback.parameters.iter().filter(|(name, _)| name.starts_with("openid.")).map(|(name, value)| {
        let value = if name == "openid.mode" { "check_authentication" } else { value };
        (name.as_str(), value)
    });
    Ok(Fetch::post_form(endpoint, form(question)).saving(format!("checked {id}")).into())
}

/// Steam's answer to the question (§11.4.2.2): lines of `name:value`.
pub(crate) fn confirmed(answer: &Answer) -> Result<(), Refusal> {
    let body = answer.ok()?.body();
    let find = |name: &str| {
        let mut values = body.lines().filter_map(|line| line.split_once(':')).filter(|(key, _)| *key == name);
        values.next().map(|(_, value)| value)
    };
    if find("ns").is_some_and(|ns| ns == NS) && find("is_valid") == Some("true") {
        return Ok(());
    }
    Err(Refusal::invalid_proof("Steam did not make this assertion, or has confirmed it before"))
}

fn same(callback: &Callback, name: &str, wanted: &str) -> Result<(), Refusal> {
    if callback.required(name)? == wanted {
        Ok(())
    } else {
        Err(Refusal::invalid_proof(format!("{name} is not what was asked for")))
    }
}

/// The SteamID in a claimed identifier: `https://steamcommunity.com/openid/id/` and 17 digits, and nothing else.
fn steam_id<'a>(claimed: &'a str, endpoint: &str) -> Result<&'a str, Refusal> {
    let base = endpoint.trim_end_matches("login");
    let id = claimed.strip_prefix(base).and_then(|rest| rest.strip_prefix("id/"));
    let id = id.filter(|id| id.len() == 17 && id.bytes().all(|b| b.is_ascii_digit()));
    id.ok_or_else(|| Refusal::subject_missing("the claimed identifier is no SteamID of this Steam"))
}

/// A nonce begins with the time at which it was made (§10.1), such as `2026-11-25T03:14:00Z`.
fn fresh(nonce: &str, now: i64) -> Result<(), Refusal> {
    let made =
        parse_time(nonce).ok_or_else(|| Refusal::provider_error("the assertion does not say when it was made"))?;
    if (now - MAX_AGE..=now + LEEWAY).contains(&made) {
        Ok(())
    } else {
        Err(Refusal::invalid_proof(format!("the assertion was made {} s ago", now - made)))
    }
}

/// Seconds since 1970 of the first 20 characters.
fn parse_time(text: &str) -> Option<i64> {
    let time = text.get(..20)?.as_bytes();
    let punctuation = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')];
    if punctuation.iter().any(|(at, mark)| time[*at] != *mark) {
        return None;
    }
    let number = |from: usize, to: usize| {
        let digits = &time[from..to];
        let value = |sum: i64, digit: &u8| sum * 10 + i64::from(digit - b'0');
        digits.iter().all(u8::is_ascii_digit).then(|| digits.iter().fold(0, value))
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Days since 1970 in the Gregorian calendar, with years that begin in March, so that a leap day is the last.
    let shifted = year - i64::from(month <= 2);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = shifted * 365 + shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400) + day_of_year;
    Some((days - 719_468) * 86_400 + hour * 3_600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, time) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:00:00Zabc", Some(951_825_600)),
            ("2027-01-15T08:00:00Z", Some(1_800_000_000)),
            ("2027-01-15 08:00:00Z", None),
            ("2027-13-15T08:00:00Z", None),
            ("2027-01-15T08:00:0", None),
            ("20é7-01-15T08:00:00Z", None),
            ("-027-01-15T08:00:00Z", None),
        ] {
            assert_eq!(parse_time(text), time, "{text}");
        }
    }
}
