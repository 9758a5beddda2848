//! What is served where.

use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::runtime::Handle;

use super::{HttpState, health};
use crate::clock;

const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json";

/// Path and meaning of what a person may want.
const ENDPOINTS: &[(&str, &str)] = &[
    ("/metrics", "what the broker counts and measures, for Prometheus"),
    ("/livez", "200 as long as the process turns"),
    ("/readyz", "200 when the broker serves, 503 with the reasons otherwise"),
];

pub(super) fn router(state: Arc<HttpState>) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/metrics", get(metrics))
        .route("/livez", get(livez))
        .route("/healthz", get(livez))
        .route("/readyz", get(readyz))
        .with_state(state)
}

async fn index() -> Response {
    let mut text = format!("ottla {}\n\n", env!("CARGO_PKG_VERSION"));
    for (path, meaning) in ENDPOINTS {
        let _ = writeln!(text, "{path:<12} {meaning}");
    }
    answer(StatusCode::OK, TEXT, text)
}

async fn metrics(State(state): State<Arc<HttpState>>) -> Response {
    let runtime = Handle::current();
    let scrape = move || {
        let broker = state.broker.get().map(|broker| &**broker);
        state.scraper.scrape(broker, &runtime, clock::now())
    };
    match tokio::task::spawn_blocking(scrape).await {
        Ok(text) => answer(StatusCode::OK, prometheus::TEXT_FORMAT, text),
        Err(error) => {
            tracing::error!(%error, "metrics not collected");
            answer(StatusCode::INTERNAL_SERVER_ERROR, TEXT, error.to_string())
        }
    }
}

async fn livez() -> Response {
    answer(StatusCode::OK, TEXT, "ok\n".to_owned())
}

async fn readyz(State(state): State<Arc<HttpState>>) -> Response {
    let reasons = health::reasons(state.broker.get().map(|broker| &**broker));
    let ready = reasons.is_empty();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    answer(status, JSON, serde_json::json!({ "ready": ready, "reasons": reasons }).to_string() + "\n")
}

fn answer(status: StatusCode, content_type: &'static str, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
}
