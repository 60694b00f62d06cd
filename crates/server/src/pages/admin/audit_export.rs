//! `GET /admin/audit.csv`: the events that match the filter of the page, as a file.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use vestibule_core::code::ErrorCode;
use vestibule_store::{AuditEntry, AuditFilter};

use super::{audit::actor, audit_filter::Shown, extract::AdminPage};
use crate::{AppState, http::api_error::ApiError};

/// One export has at most so many events: the newest that match.
const MOST_EXPORTED: usize = 10_000;

/// `GET /admin/audit.csv`
pub(super) async fn export(State(app): State<AppState>, request: AdminPage) -> Result<Response, ApiError> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    let titles = ["at", "event", "outcome", "code", "ref", "provider", "user_id", "actor", "address", "detail"];
    rows.write_record(titles).map_err(unwritable)?;
    let mut filter = Shown::of(&request).filter(&app).await?.map(|filter| AuditFilter { limit: 200, ..filter });
    let mut written = 0;
    while let Some(asked) = filter.take().filter(|_| written < MOST_EXPORTED) {
        let found = app.store.list_audit(&asked).await?;
        for event in &found {
            rows.write_record(record(event).map(harmless)).map_err(unwritable)?;
        }
        written += found.len();
        let last = found.last().filter(|_| found.len() == asked.limit as usize).map(|event| event.id);
        filter = last.map(|id| AuditFilter { before: Some(id), ..asked });
    }
    let body = rows.into_inner().map_err(|error| ApiError::new(ErrorCode::Internal).log(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"audit.csv\"")),
    ];
    Ok((headers, body).into_response())
}

#[expect(clippy::needless_pass_by_value, reason = "used as a conversion function")]
fn unwritable(error: csv::Error) -> ApiError {
    ApiError::new(ErrorCode::Internal).log(error.to_string())
}

fn record(found: &AuditEntry) -> [String; 10] {
    let event = &found.event;
    let text = |value: Option<String>| value.unwrap_or_default();
    [
        found.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        event.kind.as_str().to_owned(),
        event.outcome.as_str().to_owned(),
        event.code.map(|code| code.as_str().to_owned()).unwrap_or_default(),
        event.reference.to_string(),
        text(event.provider.as_ref().map(ToString::to_string)),
        text(event.user.map(|user| user.to_string())),
        actor(&event.actor),
        text(event.address.clone()),
        text(event.detail.clone()),
    ]
}

/// A spreadsheet runs what begins like a formula; upstreams choose some of these texts.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(harmless("=HYPERLINK(\"x\")".to_owned()), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("plain".to_owned()), "plain");
    }
}
