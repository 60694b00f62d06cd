//! Small secrets that nodes share, each sealed for its own name.

use async_trait::async_trait;
use vestibule_core::{
    sealed_documents::{DocumentError, SealedDocument, SealedDocuments},
    secret::Secret,
};

use super::{SqlStore, rows::get, statement::query};
use crate::StoreError;

#[async_trait]
impl SealedDocuments for SqlStore {
    async fn find_document(&self, name: &str) -> Result<Option<SealedDocument>, DocumentError> {
        Ok(self.read_document(name).await?)
    }

    async fn put_document(
        &self,
        name: &str,
        expected: Option<u64>,
        content: &Secret,
    ) -> Result<Option<u64>, DocumentError> {
        Ok(self.write_document(name, expected, content).await?)
    }

    async fn delete_document(&self, name: &str, expected: u64) -> Result<bool, DocumentError> {
        let work = async {
            let delete = query("delete from sealed_documents where name = $1 and revision = $2");
            let delete = delete.bind(name).bind(expected.cast_signed());
            Ok::<_, StoreError>(delete.execute(&mut self.pools.writer().await?).await? == 1)
        };
        Ok(work.await?)
    }

    async fn count_documents(&self, prefix: &str, limit: u32) -> Result<u32, DocumentError> {
        let work = async {
            let count = query(
                "select count(*) from (select 1 from sealed_documents where substr(name, 1, length($1)) = $1 limit $2) found",
            );
            let count: i64 = count.bind(prefix).bind(limit).fetch_only(&mut self.pools.reader().await?).await?;
            Ok::<_, StoreError>(u32::try_from(count).unwrap_or(limit))
        };
        Ok(work.await?)
    }
}

impl SqlStore {
    async fn read_document(&self, name: &str) -> Result<Option<SealedDocument>, StoreError> {
        let found = query("select revision, content_sealed from sealed_documents where name = $1");
        let found = found.bind(name).fetch_optional(&mut self.pools.reader().await?).await?;
        let Some(row) = found else { return Ok(None) };
        let (revision, sealed): (i64, Vec<u8>) = (get(&row, "revision")?, get(&row, "content_sealed")?);
        let opened = self.keys.open(&place(name), &sealed);
        let opened = opened.inspect_err(|error| tracing::error!(%error, name, "a stored document cannot be opened"));
        let content = opened.ok().and_then(|plain| std::str::from_utf8(&plain).ok().map(Secret::new));
        Ok(content.map(|content| SealedDocument { revision: revision.cast_unsigned(), content }))
    }

    /// One statement: of several writers with the same expectation, one succeeds.
    async fn write_document(
        &self,
        name: &str,
        expected: Option<u64>,
        content: &Secret,
    ) -> Result<Option<u64>, StoreError> {
        let sealed = self.keys.seal(self.random.as_ref(), &place(name), content.expose().as_bytes())?;
        let now = self.now().timestamp_millis();
        let (revision, write) = match expected {
            None => {
                let insert = query(
                    "insert into sealed_documents (name, revision, content_sealed, changed_at) values ($1, 1, $2, $3) \
                     on conflict (name) do nothing",
                );
                (1, insert.bind(name).bind(sealed).bind(now))
            }
            Some(expected) => {
                let update = query(
                    "update sealed_documents set revision = revision + 1, content_sealed = $2, changed_at = $3 \
                     where name = $1 and revision = $4",
                );
                (expected + 1, update.bind(name).bind(sealed).bind(now).bind(expected.cast_signed()))
            }
        };
        let written = write.execute(&mut self.pools.writer().await?).await?;
        Ok((written == 1).then_some(revision))
    }
}

impl From<StoreError> for DocumentError {
    fn from(error: StoreError) -> Self {
        Self(error.detail())
    }
}

pub(super) fn place(name: &str) -> String {
    format!("sealed_documents/{name}/content")
}
