//! Customers are rows of the application's own database. Who signs in is one of them from then on: the application is asked at each
//! sign-in, says which row it is, and gets the id of the row back with every request.
//!
//! Vestibule keeps what signing in needs (links to providers, sessions, second factors) in a database of its own.

mod customers;

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use vestibule::{Admit, Auth, Builder, Refuse, SignIn, User};

pub use customers::{Customer, Customers};

/// Asks the table of customers about everybody who signs in.
pub fn with_customers(builder: Builder, customers: Customers) -> Builder {
    builder.on_sign_in(move |sign_in| {
        let customers = customers.clone();
        async move {
            match find_or_add(&customers, &sign_in).await {
                Ok(customer) if customer.closed => Err(Refuse::with_code("account_closed")),
                Ok(customer) => Ok(Admit::with_id(customer.id.to_string())),
                Err(error) => {
                    tracing::error!(%error, "the customers cannot be read");
                    Err(Refuse::with_code("try_again_later"))
                }
            }
        }
    })
}

/// The row that was theirs the last time; else the one with their verified address; else a new one.
async fn find_or_add(customers: &Customers, sign_in: &SignIn) -> Result<Customer, sqlx::Error> {
    if let Some(id) = sign_in.application_id()
        && let Some(known) = customers.find(id).await?
    {
        return Ok(known);
    }
    if let Some(email) = sign_in.email()
        && let Some(known) = customers.find_by_email(email).await?
    {
        return Ok(known);
    }
    customers.add(sign_in.email(), "free").await
}

/// The whole application.
pub fn app(auth: &Auth, customers: Customers) -> Router {
    Router::new().route("/", get(plan)).with_state(customers).merge(auth.router()).layer(auth.layer())
}

async fn plan(State(customers): State<Customers>, user: User) -> Response {
    let Some(id) = user.application_id() else { return StatusCode::FORBIDDEN.into_response() };
    match customers.find(id).await {
        Ok(Some(customer)) => format!("customer {}, plan {}", customer.id, customer.plan).into_response(),
        Ok(None) => StatusCode::FORBIDDEN.into_response(),
        Err(error) => {
            tracing::error!(%error, "the customers cannot be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
