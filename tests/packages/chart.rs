//! The Helm chart, rendered by Helm, and what it renders held against the schemas of Kubernetes.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};

use crate::{command, folder};

/// The oldest that the chart says, and the newest that there are schemas of.
const VERSIONS: [&str; 2] = ["v1.25", "v1.37"];

/// Kinds that do not come with Kubernetes.
const OTHERS: [&str; 2] = ["ServiceMonitor", "HTTPRoute"];

async fn render(all: &[Value]) -> Vec<Value> {
    let (here, python) = (Path::new(env!("CARGO_MANIFEST_DIR")), folder("VESTIBULE_OPERATORS").join("python"));
    let (script, chart) = (here.join("packages/chart.py"), here.join("../deploy/helm/vestibule"));
    let values = json!(all).to_string();
    let arguments = ["-B", script.to_str().unwrap(), chart.to_str().unwrap(), &values];
    let output = command("python3", &arguments).env("PYTHONPATH", python).output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = said["findings"]["messages"].as_array().unwrap();
    let worse: Vec<_> = findings.iter().filter(|finding| finding["severity"].as_u64().unwrap() > 1).collect();
    assert!(worse.is_empty(), "{worse:?}");
    said["rendered"].as_array().unwrap().clone()
}

/// The objects that were rendered, by kind and name.
fn objects(rendered: &Value) -> BTreeMap<String, Value> {
    let files = rendered["files"].as_object().unwrap_or_else(|| panic!("{rendered}"));
    let texts = files.iter().filter(|(name, _)| !name.ends_with(".txt")).map(|(_, text)| text.as_str().unwrap());
    let documents = texts.flat_map(|text| text.split("\n---\n"));
    let parsed =
        documents.filter_map(|document| serde_saphyr::from_str::<Value>(document).ok()).filter(Value::is_object);
    let name = |object: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        format!("{} {}", text(&object["kind"]), text(&object["metadata"]["name"]))
    };
    parsed.map(|object| (name(&object), object)).collect()
}

/// The schemas of one version, all in one document.
fn schemas(version: &str) -> Value {
    let all = folder("VESTIBULE_OPERATORS").join("python/kubernetes_validate/kubernetes-json-schema");
    let names = fs::read_dir(all).unwrap().map(|entry| entry.unwrap().path());
    let mut folders = names.filter(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with(&format!("{version}.")) && name.ends_with("-strict")
    });
    let text = fs::read_to_string(folders.next().unwrap().join("_definitions.json")).unwrap();
    let all: Value = serde_json::from_str(&text.replace("/api/_definitions.json#", "#")).unwrap();
    json!({ "$defs": all["$defs"] })
}

/// Holds each object against the schema of its kind.
fn validate(objects: &BTreeMap<String, Value>) {
    for version in VERSIONS {
        let mut schemas = schemas(version);
        let definitions = schemas["$defs"].as_object().unwrap();
        let mut names = BTreeMap::new();
        for (name, definition) in definitions {
            for kind in definition["x-kubernetes-group-version-kind"].as_array().into_iter().flatten() {
                let group = kind["group"].as_str().unwrap();
                let prefix = if group.is_empty() { String::new() } else { format!("{group}/") };
                let key = (
                    format!("{prefix}{}", kind["version"].as_str().unwrap()),
                    kind["kind"].as_str().unwrap().to_owned(),
                );
                names.insert(key, name.clone());
            }
        }
        for (shown, object) in objects {
            let text = |name: &str| object[name].as_str().unwrap().to_owned();
            if OTHERS.contains(&&*text("kind")) {
                continue;
            }
            let name =
                names.get(&(text("apiVersion"), text("kind"))).unwrap_or_else(|| panic!("{version} has no {shown}"));
            schemas["$ref"] = json!(format!("#/$defs/{name}"));
            let validator = jsonschema::validator_for(&schemas).unwrap();
            let faults: Vec<_> =
                validator.iter_errors(object).map(|fault| format!("{} {fault}", fault.instance_path())).collect();
            assert!(faults.is_empty(), "{version}, {shown}: {faults:?}");
        }
    }
}

fn pod(objects: &BTreeMap<String, Value>) -> &Value {
    &objects["Deployment vestibule"]["spec"]["template"]["spec"]
}

#[tokio::test]
#[ignore = "`cargo dev test --only packages` gets Helm"]
async fn the_chart_is_what_a_cluster_takes() {
    if !folder("VESTIBULE_OPERATORS").join("python").exists() {
        println!("left out: there is no Helm to be had for this processor");
        return;
    }
    let url = "https://auth.example.com";
    let rendered = render(&[
        json!({ "publicUrl": url }),
        json!({
            "publicUrl": format!("{url}:8443"), "replicas": 3, "existingSecret": "vestibule",
            "image": { "digest": format!("sha256:{}", "a".repeat(64)) }, "imagePullSecrets": [{ "name": "pull" }],
            "ingress": { "enabled": true, "className": "nginx", "tlsSecret": "tls", "annotations": { "a": "b" } },
            "httpRoute": { "enabled": true, "parentRefs": [{ "name": "gateway" }] },
            "metrics": { "serviceMonitor": true, "labels": { "release": "prometheus" } },
            "serviceAccount": { "create": true, "annotations": { "a": "b" } },
            "definitions": { "club.toml": "id = \"club\"\n" }, "appDefinitions": { "wiki.toml": "id = \"wiki\"\n" },
            "extraEnv": [{ "name": "HTTPS_PROXY", "value": "http://proxy:3128" }],
            "extraVolumes": [{ "name": "ca", "configMap": { "name": "ca" } }],
            "extraVolumeMounts": [{ "name": "ca", "mountPath": "/ca" }],
            "podAnnotations": { "a": "b" }, "podLabels": { "team": "auth" }, "priorityClassName": "high",
            "nodeSelector": { "a": "b" }, "tolerations": [{ "key": "a", "operator": "Exists" }],
            "affinity": { "nodeAffinity": {} },
        }),
        json!({ "publicUrl": url, "persistence": { "enabled": false }, "metrics": { "enabled": false, "serviceMonitor": true } }),
        json!({ "publicUrl": url, "persistence": { "existingClaim": "mine" } }),
    ])
    .await;
    for one in &rendered {
        validate(&objects(one));
    }

    let alone = objects(&rendered[0]);
    assert!(
        alone.contains_key("PersistentVolumeClaim vestibule") && !alone.contains_key("PodDisruptionBudget vestibule")
    );
    assert_eq!(
        alone["Deployment vestibule"]["spec"]["strategy"],
        json!({ "type": "Recreate" }),
        "one server at a time"
    );
    let container = &pod(&alone)["containers"][0];
    let paths = |probe: &str| container[probe]["httpGet"]["path"].as_str().unwrap().to_owned();
    let probes = ["livenessProbe", "readinessProbe", "startupProbe"].map(paths);
    assert_eq!(probes, ["/healthz", "/readyz", "/healthz"]);
    let security = json!({
        "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": { "drop": ["ALL"] }
    });
    assert_eq!(
        (&container["securityContext"], &pod(&alone)["securityContext"]["runAsNonRoot"]),
        (&security, &json!(true))
    );
    let notes = rendered[0]["files"]["vestibule/templates/NOTES.txt"].as_str().unwrap();
    assert!(notes.contains("setup_url") && notes.contains("port-forward"), "{notes}");

    let several = objects(&rendered[1]);
    for kind in ["PodDisruptionBudget", "ServiceMonitor", "HTTPRoute", "Ingress", "ServiceAccount"] {
        assert!(several.contains_key(&format!("{kind} vestibule")), "{kind}: {:?}", several.keys());
    }
    assert!(!several.contains_key("PersistentVolumeClaim vestibule"));
    assert_eq!(pod(&several)["containers"][0]["envFrom"], json!([{ "secretRef": { "name": "vestibule" } }]));
    assert!(pod(&several)["containers"][0]["image"].as_str().unwrap().contains("@sha256:"));
    assert!(pod(&several)["topologySpreadConstraints"][0]["labelSelector"].is_object(), "spread over nodes");
    assert_eq!(several["Ingress vestibule"]["spec"]["rules"][0]["host"], "auth.example.com", "without the port");
    let monitor = &several["ServiceMonitor vestibule"];
    let service = &several["Service vestibule"];
    assert_eq!(monitor["metadata"]["labels"]["release"], "prometheus");
    for (label, value) in monitor["spec"]["selector"]["matchLabels"].as_object().unwrap() {
        assert_eq!(&service["metadata"]["labels"][label], value, "the monitor finds the service");
    }
    // The folders that the kubelet exchanges at once.
    let mounts = pod(&several)["containers"][0]["volumeMounts"].as_array().unwrap();
    for (folder, files) in [("providers", "vestibule-definitions"), ("apps", "vestibule-app-definitions")] {
        let mount = mounts.iter().find(|mount| mount["mountPath"] == format!("/etc/vestibule/{folder}")).unwrap();
        assert_eq!(mount["subPath"], Value::Null);
        assert_eq!(several[&format!("ConfigMap {files}")]["data"].as_object().unwrap().len(), 1);
    }

    assert!(rendered[2]["files"]["vestibule/templates/NOTES.txt"].as_str().unwrap().contains("WARNING"));
    assert!(!objects(&rendered[2]).contains_key("ServiceMonitor vestibule"), "there is nothing to ask");
    assert_eq!(
        pod(&objects(&rendered[3]))["volumes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|volume| volume["name"] == "data")
            .unwrap()["persistentVolumeClaim"]["claimName"],
        "mine"
    );
}

/// The values that a command of the documentation sets.
fn values_set(command: &str) -> Value {
    let mut values = json!({});
    for pair in command.split("--set ").skip(1).filter_map(|rest| rest.split_whitespace().next()) {
        let (key, text) = pair.split_once('=').unwrap();
        let value = text.parse::<u64>().map_or_else(|_| json!(text), |number| json!(number));
        values[key.trim_end_matches('`')] = if text.ends_with('`') { json!(text.trim_end_matches('`')) } else { value };
    }
    values
}

/// `docs/install.md`: its commands install what it says.
#[tokio::test]
#[ignore = "`cargo dev test --only packages` gets Helm"]
async fn the_documented_commands_are_those_of_the_chart() {
    if !folder("VESTIBULE_OPERATORS").join("python").exists() {
        return;
    }
    let documented = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/install.md")).unwrap();
    let commands: Vec<_> = documented.split("helm install vestibule deploy/helm/vestibule ").skip(1).collect();
    let commands: Vec<_> = commands.iter().map(|rest| rest.lines().next().unwrap()).collect();
    assert_eq!(commands.len(), 2, "{commands:?}");
    let rendered = render(&commands.iter().map(|command| values_set(command)).collect::<Vec<_>>()).await;
    let replicas = |one: &Value| objects(one)["Deployment vestibule"]["spec"]["replicas"].clone();
    assert_eq!(rendered.iter().map(replicas).collect::<Vec<_>>(), [json!(1), json!(2)]);
}

/// What cannot work is refused before it is installed, by name.
#[tokio::test]
#[ignore = "`cargo dev test --only packages` gets Helm"]
async fn wrong_values_are_refused() {
    if !folder("VESTIBULE_OPERATORS").join("python").exists() {
        return;
    }
    let url = "https://auth.example.com";
    let cases = [
        (json!({}), "publicUrl is missing"),
        (json!({ "publicUrl": "auth.example.com" }), "publicUrl"),
        (json!({ "publicUrl": format!("{url}/") }), "publicUrl"),
        (json!({ "publicUrl": url, "replicas": 2 }), "existingSecret"),
        (json!({ "publicUrl": url, "replica": 2 }), "replica"),
        (json!({ "publicUrl": url, "ingress": { "host": "a" } }), "host"),
        (json!({ "publicUrl": url, "httpRoute": { "enabled": true } }), "parentRefs"),
    ];
    let values: Vec<_> = cases.iter().map(|(values, _)| values.clone()).collect();
    for ((values, says), refused) in cases.iter().zip(render(&values).await) {
        assert!(refused["refused"].as_str().is_some_and(|text| text.contains(says)), "{values}: {refused}");
    }
}
