//! Says every minute what this node is, and looks for what must not differ from the others and does.

use std::{collections::BTreeSet, sync::atomic::Ordering, time::Duration};

use tokio::time::{MissedTickBehavior, interval};
use vestibule_store::StoreError;

use crate::{
    AppState,
    http::nodes::{self, NodeView},
};

const EVERY: Duration = Duration::from_secs(60);

/// In milliseconds.
const SLOW: i64 = 2_000;

/// Runs until it is dropped. A database that one server has for itself has one node.
pub async fn report_nodes(app: AppState) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut known = BTreeSet::new();
    loop {
        ticks.tick().await;
        match report(&app).await {
            // Each is logged once, until it is gone.
            Ok(found) => {
                for text in found.difference(&known) {
                    tracing::warn!("{text}");
                }
                known = found;
            }
            Err(error) => tracing::debug!(%error, "this node could not be reported"),
        }
    }
}

/// What is wrong with this node or between it and others.
async fn report(app: &AppState) -> Result<BTreeSet<String>, StoreError> {
    measure_clock(app).await?;
    let own = nodes::own_report(app);
    app.store.report_node(&own).await?;
    let all = nodes::list(app).await?;
    let differing = all.iter().filter(|view| !view.differences.is_empty()).count();
    metrics::gauge!("vestibule_nodes").set(count(all.len()));
    metrics::gauge!("vestibule_nodes_differing").set(count(differing));
    metrics::gauge!("vestibule_node_clock_offset_seconds").set(seconds(own.clock_offset));
    Ok(all.iter().flat_map(described).chain(own.clock_fault()).collect())
}

/// The clock of the database is the one that all nodes have in common. An answer that took long says little about it.
async fn measure_clock(app: &AppState) -> Result<(), StoreError> {
    let before = app.clock.now().timestamp_millis();
    if let Some(there) = app.store.database_time().await? {
        let after = app.clock.now().timestamp_millis();
        if after - before <= SLOW {
            app.clock_offset.store(i64::midpoint(before, after) - there.timestamp_millis(), Ordering::Relaxed);
        }
    }
    Ok(())
}

fn described(view: &NodeView) -> impl Iterator<Item = String> + '_ {
    let name = &view.node.report.name;
    view.differences.iter().map(move |difference| format!("node {name} {difference}"))
}

#[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^53")]
fn count(number: usize) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "no difference of clocks comes near 2^53 milliseconds")]
fn seconds(milliseconds: i64) -> f64 {
    milliseconds as f64 / 1_000.0
}
