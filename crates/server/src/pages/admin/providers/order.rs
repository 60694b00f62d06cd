//! The order of the buttons: one place up or down, or the whole order as it was dragged. An order that was dragged on a list
//! that somebody else has changed meanwhile is asked about, and saves nothing before that.

use axum::{
    extract::{Path, State},
    response::Response,
};
use vestibule_core::{code::ErrorCode, ids::ProviderId, routes::pattern};

use super::{
    super::{
        super::{confirm::Question, notice::Notice, texts::Language},
        extract::AdminForm,
        listing::back_to,
        shell::done,
    },
    list::{joined, own_order},
};
use crate::{
    AppState,
    api::providers::{
        load::{LoadedProvider, load_all},
        reorder::reorder_providers,
    },
    http::api_error::ApiError,
};

/// `POST /admin/providers/{id}/move`: one place up or down among those that administrators own, from where it is now.
pub(in crate::pages::admin) async fn shift(
    State(app): State<AppState>,
    Path(id): Path<String>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let mut ids = own_order(&load_all(&app, &app.registry.load()).await?);
    let from = ids.iter().position(|known| known.as_str() == id).ok_or(ErrorCode::NotFound)?;
    let to =
        if submitted.posted.find("to") == Some("up") { from.saturating_sub(1) } else { (from + 1).min(ids.len() - 1) };
    ids.swap(from, to);
    reorder_providers(&app, &submitted.admin, &ids).await?;
    Ok(done(&app, back_to(&submitted.posted, pattern::AdminProviders), &Notice::Reordered))
}

/// `POST /admin/providers/order`: the order of one page, as it was dragged, with the whole order that was seen there.
pub(in crate::pages::admin) async fn order(
    State(app): State<AppState>,
    submitted: AdminForm,
) -> Result<Response, ApiError> {
    let posted = &submitted.posted;
    let sent = posted.find("ids").unwrap_or_default();
    let wanted: Result<Vec<ProviderId>, _> = sent.split(',').filter(|id| !id.is_empty()).map(str::parse).collect();
    let wanted = wanted.map_err(|_| ApiError::new(ErrorCode::InvalidParameter))?;
    let all = load_all(&app, &app.registry.load()).await?;
    let now = own_order(&all);
    let order = placed(&now, &wanted);
    let back = back_to(posted, pattern::AdminProviders);
    if posted.find("seen") != Some(&*joined(&now)) && order != now {
        let t = Language::of(&posted.headers).confirm();
        let question = Question {
            title: t.reorder().to_owned(),
            consequences: vec![t.reorder_now(names(&all, &now)), t.reorder_yours(names(&all, &order))],
            yes: t.reorder_yes().to_owned(),
            back: back.clone(),
            is_danger: false,
        };
        if let Some(response) = question.ask(&app, posted) {
            return Ok(response);
        }
    }
    reorder_providers(&app, &submitted.admin, &order).await?;
    Ok(done(&app, back, &Notice::Reordered))
}

/// The whole order, with the places of `wanted` filled in the order of `wanted`. Others keep theirs, and what is gone is left
/// out.
fn placed(now: &[ProviderId], wanted: &[ProviderId]) -> Vec<ProviderId> {
    let mut next = wanted.iter().filter(|id| now.contains(id));
    let place = |id: &ProviderId| match wanted.contains(id) {
        true => next.next().unwrap_or(id).clone(),
        false => id.clone(),
    };
    now.iter().map(place).collect()
}

fn names(all: &[LoadedProvider], order: &[ProviderId]) -> String {
    let name = |id: &ProviderId| all.iter().find(|found| found.record.id == *id).map(LoadedProvider::name);
    order.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_of_a_page_are_filled() {
        let ids = |text: &str| text.split_whitespace().map(|id| id.parse().unwrap()).collect::<Vec<ProviderId>>();
        for (now, wanted, order) in [
            ("a b c", "c a b", "c a b"),
            ("a b c d", "d c", "a b d c"),
            ("a new b", "b a", "b new a"),
            ("a b", "b gone a", "b a"),
            ("a b", "", "a b"),
        ] {
            assert_eq!(placed(&ids(now), &ids(wanted)), ids(order), "{now} by {wanted}");
        }
    }
}
