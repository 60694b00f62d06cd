//! The programs that watch a server, each with our files for it and with what a real server gives it: promtool, fail2ban and
//! CrowdSec.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use axum::{Json, Router, routing::any};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use vestibule_tests::{
    installation::{Installation, provider},
    refusals::{REFUSED, log_of_refusals},
};

use crate::{command, folder, succeed};

/// A file that an operator would copy.
fn deployed(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(path)
}

/// A program of Debian's packages.
fn program(path: &str) -> String {
    folder("VESTIBULE_OPERATORS").join("debian").join(path).to_str().unwrap().to_owned()
}

fn file(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// IN-08: the rules fire when they should, the dashboard asks what can be asked, and the metrics are as metrics should be.
#[tokio::test]
#[ignore = "`cargo dev test --only packages` gets promtool"]
async fn promtool_takes_rules_dashboard_and_metrics() {
    let (promtool, scratch) = (program("usr/bin/promtool"), tempfile::tempdir().unwrap());
    let rules = fs::read_to_string(deployed("grafana/alerts.yaml")).unwrap();
    let rules = file(&scratch, "alerts.yaml", &rules);
    succeed(&promtool, &["check", "rules", &rules]).await;
    let tests = file(&scratch, "alerts_test.yaml", include_str!("alerts_test.yaml"));
    succeed(&promtool, &["test", "rules", &tests]).await;

    let dashboard: Value =
        serde_json::from_str(&fs::read_to_string(deployed("grafana/dashboard.json")).unwrap()).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().unwrap());
    let mut asked = String::from("groups:\n- name: dashboard\n  rules:\n");
    for (number, target) in targets.enumerate() {
        let expression = target["expr"].as_str().unwrap().replace("$__rate_interval", "5m").replace("$__range", "1h");
        let expression = expression.replace("$instance", ".+");
        writeln!(asked, "  - {}", json!({ "record": format!("panel:{number}"), "expr": expression })).unwrap();
    }
    assert!(!asked.contains('$'), "a variable of Grafana that is not known here: {asked}");
    succeed(&promtool, &["check", "rules", &file(&scratch, "dashboard.yaml", &asked)]).await;

    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let _server = installation.serve_ready().await;
    installation.browser().sign_in("op").await;
    let metrics = file(&scratch, "metrics", &installation.metrics().await);
    succeed("sh", &["-euc", &format!("'{promtool}' check metrics <'{metrics}'")]).await;
}

/// IN-10: fail2ban itself blames those whom it should, whatever somebody else has typed.
#[tokio::test]
#[ignore = "`cargo dev test --only packages` gets fail2ban"]
async fn fail2ban_reads_real_lines() {
    let scratch = tempfile::tempdir().unwrap();
    let log = log_of_refusals(1).await;
    let prefixed: String = log.lines().map(|line| format!("Nov 29 09:00:00 host vestibule[1]: {line}\n")).collect();
    for (name, text) in [("log", &log), ("prefixed", &prefixed)] {
        let log = file(&scratch, name, text);
        let (config, filter) = (program("etc/fail2ban"), deployed("fail2ban/filter.d/vestibule.conf"));
        let arguments = [
            "-B",
            &program("usr/bin/fail2ban-regex"),
            "--config",
            &config,
            "--out",
            "ip",
            &log,
            filter.to_str().unwrap(),
        ];
        // Of the Python that it is packed for.
        let mut regex = command("/usr/bin/python3", &arguments);
        let output = regex.env("PYTHONPATH", program("usr/lib/python3/dist-packages")).output().await.unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let blamed: Vec<_> = said.lines().collect();
        assert_eq!(blamed, REFUSED, "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Where CrowdSec sends what it finds. It only has to be let in.
async fn collector() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = json!({ "code": 200, "expire": "2100-01-01T00:00:00Z", "token": "a.e30." });
    let router = Router::new().fallback(any(move || async move { Json(answer) }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/")
}

/// IN-10: CrowdSec itself finds whoever is refused again and again, and nobody else.
#[tokio::test]
#[ignore = "`cargo dev test --only packages` gets CrowdSec"]
async fn crowdsec_reads_real_lines() {
    let scratch = tempfile::tempdir().unwrap();
    let log = file(&scratch, "log", &log_of_refusals(12).await);
    let hub = PathBuf::from(program("usr/share/crowdsec/hub/parsers"));
    for (from, to) in [
        (deployed("crowdsec/parsers/s01-parse/vestibule.yaml"), "parsers/s01-parse/vestibule.yaml"),
        (deployed("crowdsec/scenarios/vestibule-bf.yaml"), "scenarios/vestibule-bf.yaml"),
        (hub.join("s00-raw/crowdsecurity/syslog-logs.yaml"), "parsers/s00-raw/syslog-logs.yaml"),
        (hub.join("s02-enrich/crowdsecurity/dateparse-enrich.yaml"), "parsers/s02-enrich/dateparse-enrich.yaml"),
    ] {
        file(&scratch, to, &fs::read_to_string(&from).unwrap_or_else(|error| panic!("{}: {error}", from.display())));
    }
    succeed("cp", &["-r", &program("etc/crowdsec/patterns"), scratch.path().to_str().unwrap()]).await;
    for folder in ["data", "postoverflows"] {
        fs::create_dir(scratch.path().join(folder)).unwrap();
    }
    let credentials = json!({ "url": collector().await, "login": "a", "password": "b" });
    let index =
        file(&scratch, "hub/.index.json", r#"{"parsers":{},"scenarios":{},"collections":{},"postoverflows":{}}"#);
    let at = |name: &str| scratch.path().join(name).to_str().unwrap().to_owned();
    // JSON is YAML.
    let config = json!({
        "common": { "daemonize": false, "log_media": "stdout", "log_level": "info", "working_dir": "." },
        "config_paths": {
            "config_dir": at("."), "data_dir": at("data"), "hub_dir": at("hub"), "index_path": index,
            "simulation_path": file(&scratch, "simulation.yaml", "simulation: false\n"),
        },
        "crowdsec_service": { "acquisition_path": file(&scratch, "acquis.yaml", ""), "parser_routines": 1 },
        "db_config": { "type": "sqlite", "db_path": at("data/crowdsec.db") },
        "api": { "client": { "credentials_path": file(&scratch, "credentials.yaml", &credentials.to_string()) } },
        "prometheus": { "enabled": false },
    });
    let config = file(&scratch, "config.yaml", &config.to_string());
    let arguments = ["-c", &config, "-dsn", &format!("file://{log}"), "-type", "vestibule", "-no-api"];
    let output = command(program("usr/bin/crowdsec"), &arguments).output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let found: Vec<_> = said.lines().filter(|line| line.contains("performed 'vestibule/vestibule-bf'")).collect();
    assert!(found.len() == 1 && found[0].contains(REFUSED[1]), "{said}");
}
