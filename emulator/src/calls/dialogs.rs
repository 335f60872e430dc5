//! Dialogs with a bot, which previews of 2023 had. Stand-ins: no bot listens, and only the responses
//! that were recorded are given.

use super::{CallKey, Calls};
use crate::json::{Json, Object};
use crate::operations::OperationRequest;
use crate::request::errors::Refusal;

impl Calls {
    pub(crate) fn start_dialog(
        &mut self,
        request: &OperationRequest<'_>,
        key: CallKey,
    ) -> Result<Object, Refusal> {
        let id = request.found.dialog.as_str();
        let call = self
            .calls
            .get_mut(&key)
            .ok_or_else(Refusal::call_not_found)?;
        match &call.dialog {
            Some((known, _)) if known != id => {
                return Err(Refusal::field(
                    "Invalid Request, only one dialog is supported per call at a time",
                ));
            }
            Some((_, body)) if body != request.body.0 => {
                return Err(Refusal::field(
                    "Invalid Request, currently updating dialog is not supported",
                ));
            }
            _ => call.dialog = Some((id.to_owned(), request.body.0.clone())),
        }
        let dialog = request.body.get("dialog").map(Json::from);
        Ok(Object::new()
            .with("dialogId", id)
            .with_some("dialog", dialog)
            .followed_by(request.only_context()))
    }

    /// Stopping a dialog that does not exist succeeds too.
    pub(crate) fn stop_dialog(&mut self, request: &OperationRequest<'_>, key: CallKey) {
        if let Some(call) = self.calls.get_mut(&key) {
            call.dialog.take_if(|(id, _)| *id == request.found.dialog);
        }
    }
}
