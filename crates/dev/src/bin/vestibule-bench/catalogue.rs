//! What the number of official definitions costs: all of them next to eleven, in this process. A start lists them, a
//! provider has its own one parsed, and a request finds it.

use std::hint::black_box;
use std::time::Instant;

use vestibule_core::ids::DefinitionId;
use vestibule_core::protocol::Protocols;
use vestibule_dev::console;
use vestibule_registry::Catalogue;

use crate::context::ROUNDS;
use crate::figures::{Aim, Table, median, milliseconds};

/// As many as there were before the catalogue grew.
const FEW: usize = 11;
/// Look-ups in a row, in each of the two catalogues in turn.
const LOOK_UPS: usize = 20_000;

/// Fills in the part of the table about the official definitions.
pub(crate) fn measure(table: &mut Table) {
    let protocols: Protocols = vestibule_protocol::protocols().collect();
    let many = Catalogue::official(&protocols);
    console::note(&format!("catalogue: {} official definitions next to {FEW}", many.ids().len()));
    let ids: Vec<DefinitionId> = many.ids().cloned().collect();
    let few = Catalogue::from_documents(Catalogue::official_documents().take(FEW), &protocols);
    table.tell(format!("catalogue, {} official definitions", ids.len()), "");
    let listed = (0..ROUNDS).map(|_| timed(|| drop(black_box(Catalogue::official(&protocols)))));
    table.compare("  listed at a start", median(listed), "ms", Aim::AtMost(1.0));
    let fresh = Catalogue::official(&protocols);
    let parsed: Vec<f64> = ids.iter().map(|id| timed(|| drop(black_box(fresh.find(id).cloned())))).collect();
    let all: f64 = parsed.iter().sum();
    table.tell("  parsed when it is asked for", format!("{:.2} ms; all of them {all:.0} ms", median(parsed)));
    let mut found = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (index, catalogue) in [&few, &fresh].into_iter().enumerate() {
            let known: Vec<_> = catalogue.ids().cloned().collect();
            let round = timed(|| {
                for id in known.iter().cycle().take(LOOK_UPS) {
                    black_box(catalogue.find(black_box(id)));
                }
            });
            #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
            found[index].push(round * 1e6 / LOOK_UPS as f64);
        }
    }
    let [few, many] = found.map(median);
    table.compare("  look-up of one", many, "ns", Aim::AtMost(1000.0));
    table.tell(format!("  the same of {FEW}"), format!("{few:.0} ns"));
}

/// How long it takes, in milliseconds.
fn timed(work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    milliseconds(began.elapsed())
}
