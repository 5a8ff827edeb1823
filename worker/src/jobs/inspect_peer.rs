//! Asks another server what it runs, by NodeInfo: some read releases in a form of their own.

use federation::nodeinfo::{self, NodeInfoError};
use model::jobs::InspectPeer;
use model::peers;

use crate::{Context, JobError};

pub(super) async fn run(payload: InspectPeer, context: &Context) -> Result<(), JobError> {
    let federation = context.federation.federation();
    let asked = nodeinfo::ask(&federation.client, &payload.host).await;
    let mut connection = context.db().await?;
    match asked {
        Ok(software) => {
            peers::inspected(&mut connection, &payload.host, Some(&software.name), Some(&software.version)).await?;
            Ok(())
        }
        // Many servers have no NodeInfo; what they run stays unknown, and they get what everybody can read.
        Err(error) if !may_pass(&error) => {
            peers::inspected(&mut connection, &payload.host, None, None).await?;
            Ok(())
        }
        Err(error) => Err(JobError::retry(error)),
    }
}

fn may_pass(error: &NodeInfoError) -> bool {
    matches!(error, NodeInfoError::Fetch(error) if error.may_pass())
}

pub(super) async fn given_up(payload: InspectPeer, _: &Context, error: &JobError) {
    tracing::info!(host = payload.host, %error, "another server does not say what it runs");
}
