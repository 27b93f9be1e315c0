//! How connectors are used, as it is told.

use std::sync::Arc;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{echo, result};
use crate::test_server::TestServer;

on_both_databases!(use_is_told_before_it_is_written_and_after);

async fn use_is_told_before_it_is_written_and_after(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    for sent in 1..=3 {
        result(server.as_connector(&id, &token, &echo())).await;
        assert_eq!(server.counted(&id).await, Some((sent, 0)), "counted");
        server.state.usage.flush(&server.state.store).await.expect("written");
        assert_eq!(server.counted(&id).await, Some((sent, 0)), "written");
    }
}
