//! What is not loaded, and that it hurts nothing else.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use http::StatusCode;
use vestibule_plugin_host::{Limits, Pin, PluginHost};

use crate::server::{PluginServer, compile, fixture, library, limits, pin, wide_limits};

const SOURCE: &str = "tests/plugins/fixture.c";

/// Why a host does not take a file.
fn refusal(folder: &Path, pin: &Pin) -> String {
    refusal_within(wide_limits(), folder, pin)
}

fn refusal_within(limits: Limits, folder: &Path, pin: &Pin) -> String {
    let host = PluginHost::new(folder.join("data/plugins"), limits);
    let outcome = host.load(std::slice::from_ref(pin)).remove(0).outcome;
    outcome.map(|_| String::new()).unwrap_or_else(|error| error.to_string())
}

/// PL-02.
#[test]
fn what_is_no_plugin_for_this_host_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.so");
    for (options, reason) in [
        (&[][..], ""),
        (&["-DVERSION=2u"], "version 2 of the ABI"),
        (&["-DSIZE=16"], "its table has 16 bytes"),
        (&["-DNO_TABLE"], "gives no table"),
        (&["-DNO_CALL"], "no call function"),
        (&["-DNO_RELEASE"], "no release function"),
        (&["-DNO_ENTRY"], "exports no `vestibule_plugin_v1`"),
        (&["-DHANG"], "did not answer within"),
        (&["-DDESCRIBE=\"<html>\""], "cannot be read"),
        (
            &["-DDESCRIBE=\"{\\\"v\\\":1,\\\"type\\\":\\\"definitions\\\",\\\"definitions\\\":[]}\""],
            "describes 0 definitions",
        ),
    ] {
        compile(SOURCE, &[options, &["-Wno-unused-function", "-Wno-unused-variable"]].concat(), &path);
        let limits = if options == ["-DHANG"] { limits() } else { wide_limits() };
        let said = refusal_within(limits, folder.path(), &pin("p", &path));
        assert!(said.contains(reason) && said.is_empty() == reason.is_empty(), "{options:?}: {said}");
    }
    let whole = fs::read(compile(SOURCE, &[], &path)).unwrap();
    // The loader would map what is not there, and touching that ends the process.
    let cut = [40, 64, whole.len() / 4, whole.len() / 2, whole.len() * 3 / 4].map(|len| ("truncated", &whole[..len]));
    for (name, bytes) in [("a text", &b"not a library"[..]), ("empty", &[])].into_iter().chain(cut) {
        fs::write(&path, bytes).unwrap();
        let said = refusal(folder.path(), &pin("p", &path));
        assert!(said.contains("truncated"), "{name}, {} bytes: {said}", bytes.len());
    }
    let mut other_machine = whole;
    other_machine[18] ^= 0xff; // e_machine
    fs::write(&path, other_machine).unwrap();
    let said = refusal(folder.path(), &pin("p", &path));
    assert!(said.starts_with("it is built for "), "another architecture: {said}");
}

/// PL-01.
#[test]
fn only_the_pinned_file_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.so");
    fs::copy(library("fixture"), &path).unwrap();
    let good = pin("p", &path);
    let wrong = Pin { sha256: [7; 32], ..good.clone() };
    assert!(refusal(folder.path(), &wrong).contains("pin that"), "{}", refusal(folder.path(), &wrong));
    assert!(!folder.path().join("data").exists(), "of a file that is not the pinned one nothing is kept");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o775)).unwrap();
    assert!(refusal(folder.path(), &good).contains("chmod go-w"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(refusal(folder.path(), &good), "");
    // The same host goes on with what it has, whatever becomes of the file.
    let host = PluginHost::new(folder.path().join("data/plugins"), wide_limits());
    assert!(host.load(std::slice::from_ref(&good))[0].outcome.is_ok());
    fs::write(&path, "another file").unwrap();
    assert!(host.load(std::slice::from_ref(&good))[0].outcome.is_ok());
}

/// PL-01: somebody exchanges the file all the time; what runs is what was pinned, or nothing.
#[test]
fn a_file_that_is_exchanged_while_it_is_loaded_never_runs() {
    let folder = tempfile::tempdir().unwrap();
    let good = fs::read(compile(SOURCE, &["-DSALT=\"Good\""], &folder.path().join("good.so"))).unwrap();
    let evil = fs::read(compile(SOURCE, &["-DSALT=\"Evil\""], &folder.path().join("evil.so"))).unwrap();
    let path = folder.path().join("p.so");
    fs::write(&path, &good).unwrap();
    let pinned = pin("p", &path);
    let host = |number: usize| PluginHost::new(folder.path().join(format!("data/{number}/plugins")), wide_limits());
    let done = AtomicBool::new(false);
    let (mut loaded, mut refused) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let next = folder.path().join("next.so");
            for bytes in [&evil, &good].into_iter().cycle().take_while(|_| !done.load(Ordering::Relaxed)) {
                fs::write(&next, bytes).unwrap();
                fs::rename(&next, &path).unwrap();
            }
        });
        for number in 0..2_000 {
            match host(number).load(std::slice::from_ref(&pinned)).remove(0).outcome {
                Ok(described) => {
                    assert!(described[0].text().contains("\"Good\""), "{}", described[0].text());
                    loaded += 1;
                }
                Err(error) => {
                    assert!(error.to_string().contains("its SHA-256 is"), "{error}");
                    refused += 1;
                }
            }
            if loaded >= 50 && refused >= 50 {
                break;
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(loaded > 0 && refused > 0, "both were there: {loaded} and {refused}");
}

/// PL-02: a bad plugin is a fault with a reason; other plugins and the server go on.
#[tokio::test]
async fn a_bad_plugin_hurts_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let bad = compile(SOURCE, &["-DVERSION=9u"], &folder.path().join("bad.so"));
    let pins = vec![pin("bad", &bad), pin("good", &library("fixture")), pin("twin", &library("steam"))];
    let server = PluginServer::open(pins, vec![fixture("fixture", "good", "http://localhost:1")]).await;
    server.until("fixture", |slot| slot.ready().is_some()).await;
    let registry = server.registry();
    let faults = registry.catalogue.faults();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].path, Path::new("plugins.bad"));
    assert!(faults[0].violations.to_string().contains("version 9 of the ABI"), "{}", faults[0].violations);
    assert!(registry.catalogue.find(&"steam".parse().unwrap()).is_some());
    assert_eq!(server.browser().get_json("/healthz").await.status, StatusCode::OK);
}

/// Two plugins that describe one thing: the first is in service, the second is a fault.
#[tokio::test]
async fn one_definition_has_one_plugin() {
    let folder = tempfile::tempdir().unwrap();
    let second = compile(SOURCE, &[], &folder.path().join("second.so"));
    let pins = vec![pin("a", &library("fixture")), pin("b", &second)];
    let server = PluginServer::open(pins, Vec::new()).await;
    let registry = server.registry();
    let said = registry.catalogue.faults()[0].violations.to_string();
    assert!(said.contains("the plugin `a` describes `fixture` already"), "{said}");
    let entry = registry.catalogue.find(&"fixture".parse().unwrap()).unwrap();
    assert_eq!((entry.official, entry.definition.name.as_str()), (false, "Fixture"));
}
