//! Test sign-ins of administrators.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    ids::SessionId,
    secret::{Secret, hex},
};

use super::{SqlStore, batch::Batch, statement::query};
use crate::{StoreError, TestSignIns, test_sign_ins::TEST_SIGN_IN_LIMIT};

#[async_trait]
impl TestSignIns for SqlStore {
    async fn keep_test_sign_in(
        &self,
        id: &[u8; 32],
        session: SessionId,
        content: &Secret,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self.keys.seal(self.random.as_ref(), &place(id), content.expose().as_bytes())?;
        let mut batch = Batch::default();
        batch.push("insert into test_sign_ins (id, session_id, content_sealed, expires_at) values (");
        batch.push_values([id.into(), session.0.into(), sealed.into(), expires_at.timestamp_millis().into()]);
        batch.push(")").end();
        batch.push("delete from test_sign_ins where id in (select id from test_sign_ins order by expires_at desc, id ");
        batch.push("limit 1000 offset ").push_bind(TEST_SIGN_IN_LIMIT).push(")").end();
        let transaction = self.begin().await?;
        batch.commit(transaction).await.map(drop)
    }

    async fn take_test_sign_in(&self, id: &[u8; 32], session: SessionId) -> Result<Option<Secret>, StoreError> {
        let sealed = query(
            "delete from test_sign_ins where id = $1 and session_id = $2 and expires_at > $3 returning content_sealed",
        );
        let sealed = sealed.bind(id).bind(session.0).bind(self.now().timestamp_millis());
        let sealed: Option<Vec<u8>> = sealed.find_only(&mut self.pools.writer().await?).await?;
        Ok(self.open_test_sign_in(id, sealed))
    }

    async fn find_test_sign_in(&self, id: &[u8; 32], session: SessionId) -> Result<Option<Secret>, StoreError> {
        let sealed =
            query("select content_sealed from test_sign_ins where id = $1 and session_id = $2 and expires_at > $3");
        let sealed = sealed.bind(id).bind(session.0).bind(self.now().timestamp_millis());
        let sealed: Option<Vec<u8>> = sealed.find_only(&mut self.pools.reader().await?).await?;
        Ok(self.open_test_sign_in(id, sealed))
    }
}

impl SqlStore {
    fn open_test_sign_in(&self, id: &[u8; 32], sealed: Option<Vec<u8>>) -> Option<Secret> {
        let opened = self.keys.open(&place(id), &sealed?);
        let plain = opened.inspect_err(|error| tracing::warn!(%error, "a test sign-in cannot be opened")).ok()?;
        std::str::from_utf8(&plain).ok().map(Secret::new)
    }
}

fn place(id: &[u8; 32]) -> String {
    format!("test_sign_ins/{}/content", hex(id))
}
