//! Signs people in without a web server, users, cookies or pages: begin, and finish with the address that the browser came back to.
use std::{error::Error, sync::Arc, time::Duration};

use url::Url;
use vestibule_core::{
    clock::{Clock as _, SystemClock, Timestamp},
    driver::{BeginRequest, Callback, Context, FinishRequest, FlowValues, Hints},
    identity::Identity,
    provider::ProviderRecord,
    public_url::PublicUrl,
    random::{OsRandom, token_256},
    registration::Registrar,
    secret::Secret,
};
use vestibule_protocol::{
    factories,
    http::{HttpOptions, ReqwestHttp},
    protocols,
};
use vestibule_registry::{Catalogue, FixedSettings, Ready, RegistryContext, RegistryHandle, spawn};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A sign-in under way: keep it until the browser is back, for this browser alone, for a few minutes and once.
pub struct Pending(FlowValues, Vec<u8>, Timestamp);

pub async fn start(public_url: &str, providers: Vec<ProviderRecord>) -> Outcome<RegistryHandle> {
    let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
    let (http, public_url) = (Arc::new(ReqwestHttp::new(HttpOptions::default())?), PublicUrl::parse(public_url)?);
    let retry = (Duration::from_secs(1), Duration::from_secs(45));
    let (factories, registrar) = (factories(&[], None), Registrar::default());
    let context = RegistryContext { factories, http, public_url, registrar, clock, random, retry };
    let official = Arc::new(Catalogue::official(&protocols().collect()));
    Ok(spawn(context, official, Arc::new(FixedSettings(providers))).await?.0)
}

pub async fn begin(registry: &RegistryHandle, id: &str, callback: &str) -> Outcome<(Url, Pending)> {
    let [state, nonce, code_verifier] = [0; 3].map(|_| token_256(&OsRandom));
    let (nonce, code_verifier) = (Secret::new(nonce), Secret::new(code_verifier));
    let flow = FlowValues { state, nonce, code_verifier, redirect_uri: callback.to_owned() };
    let ready = ready(registry, id)?;
    let begun = ready.driver.begin(&context(&ready), &BeginRequest { flow: &flow, hints: &Hints::default() }).await?;
    Ok((begun.redirect, Pending(flow, begun.saved, SystemClock.now())))
}

/// `arrived` is the address that the browser came back to.
pub async fn finish(registry: &RegistryHandle, id: &str, pending: Pending, arrived: &Url) -> Outcome<Identity> {
    let Pending(flow, saved, began_at) = pending;
    let find = |name| arrived.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    if find("state").as_ref() != Some(&flow.state) {
        return Err("this is the answer to another sign-in".into());
    }
    let (error, error_description) = (find("error"), find("error_description"));
    let (code, iss) = (find("code").map(Secret::new), find("iss"));
    let callback = Callback { code, iss, error, error_description, parameters: Vec::new() };
    let ready = ready(registry, id)?;
    let request = FinishRequest { flow: &flow, saved: &saved, callback: &callback, began_at };
    Ok(ready.driver.finish(&context(&ready), &request).await?)
}

fn ready(registry: &RegistryHandle, id: &str) -> Outcome<Ready> {
    let snapshot = registry.load();
    Ok(snapshot.slots.get(id).and_then(|slot| slot.ready()).cloned().ok_or("the provider is not ready")?)
}

fn context(ready: &Ready) -> Context<'_> {
    Context { http: &*ready.http, clock: &SystemClock, random: &OsRandom }
}
