//! How connectors are used, as it is told.

use std::sync::Arc;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{echo, result};
use crate::world::World;

on_both_databases!(use_is_told_before_it_is_written_and_after);

async fn use_is_told_before_it_is_written_and_after(database: Arc<TestDatabase>) {
    let world = World::in_use(database).await;
    let (id, token) = (world.connector().await, world.token().await);
    for sent in 1..=3 {
        result(world.as_connector(&id, &token, &echo())).await;
        assert_eq!(world.counted(&id).await, Some((sent, 0)), "counted");
        world.state.flow_requests.usage.flush(&world.state.store).await.expect("written");
        assert_eq!(world.counted(&id).await, Some((sent, 0)), "written");
    }
}
