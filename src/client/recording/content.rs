//! Deleting a recording at its store.

use super::stores;
use crate::client::CallAutomationClient;
use crate::client::operations;
use crate::endpoint::Endpoint;
use crate::error::Result;
use crate::field;
use crate::pipeline::{Operation, Request, RequestOptions, Response};

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
    /// deleted before. A repeated request that meets 404 has succeeded.
    pub fn delete_recording(&self, delete_location: &str) -> Result<Response<()>> {
        self.delete_recording_with(delete_location, &RequestOptions::new())
    }

    /// [`delete_recording`](Self::delete_recording) with request options.
    ///
    /// # Errors
    /// As [`delete_recording`](Self::delete_recording).
    pub fn delete_recording_with(
        &self,
        delete_location: &str,
        options: &RequestOptions,
    ) -> Result<Response<()>> {
        const OPERATION: &Operation = &operations::DELETE_RECORDING;
        let place = self
            .store_of(field::DELETE_LOCATION, delete_location)
            .map_err(|error| error.with_operation(OPERATION.name))?;
        let request = at_store(OPERATION, place);
        self.tell(&request, options)
    }

    pub(super) fn store_of(&self, field: &'static str, url: &str) -> Result<(Endpoint, String)> {
        stores::locate(field, url, &self.inner.recording_hosts)
    }
}

/// A request to a store of recordings, whose answers have a shape of their own.
pub(super) fn at_store(
    operation: &Operation,
    (store, path_and_query): (Endpoint, String),
) -> Request {
    let (path, query) = match path_and_query.split_once('?') {
        Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
        None => (path_and_query, None),
    };
    Request {
        query,
        store: Some(store),
        ..operation.request_to(path)
    }
}
