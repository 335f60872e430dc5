//! Deleting a recording at its store.

use super::stores;
use crate::client::CallAutomationClient;
use crate::client::operations;
use crate::error::Result;
use crate::field;
use crate::pipeline::{Operation, RequestOptions, Response};

impl CallAutomationClient {
    /// Deletes a recording at the store that keeps it: one chunk with its metadata.
    ///
    /// `delete_location` is the `deleteLocation` that the Event Grid event
    /// `Microsoft.Communication.RecordingFileStatusUpdated` reports. The service deletes recordings
    /// after 24 hours ("Call Recording overview").
    ///
    /// # Errors
    /// `InvalidInput` when the URL does not lead to a store of recordings (see
    /// [`download_recording`](Self::download_recording)); `Service` with status 404 when it was
    /// deleted before. If an earlier attempt's response was lost and the retry gets 404, the result is
    /// `Ok`.
    pub fn delete_recording(&self, delete_location: &str) -> Result<Response<()>> {
        self.delete_recording_with(delete_location, &RequestOptions::new())
    }

    /// Performs [`delete_recording`](Self::delete_recording) with request options.
    ///
    /// # Errors
    /// As [`delete_recording`](Self::delete_recording).
    pub fn delete_recording_with(
        &self,
        delete_location: &str,
        options: &RequestOptions,
    ) -> Result<Response<()>> {
        const OPERATION: &Operation = &operations::DELETE_RECORDING;
        let hosts = &self.inner.recording_hosts;
        let request = stores::request(OPERATION, field::DELETE_LOCATION, delete_location, hosts)
            .map_err(|error| error.with_operation(OPERATION.name))?;
        self.execute_for_status(&request, options)
    }
}
