//! DTMF tones: sending them, and recognizing each one as it is pressed.

use serde::Serialize;

use super::check_tone;
use crate::client::checks;
use crate::client::connection::CallConnection;
use crate::client::operation::{OperationBody, OperationOptions};
use crate::client::operations;
use crate::error::{Error, Result};
use crate::field;
use crate::identifier::CommunicationIdentifier;
use crate::model::{DtmfTone, SendDtmfTonesResult};
use crate::pipeline::{Operation, Response};

/// The most tones of one request (Microsoft's documentation of sending DTMF).
const MAX_TONES: usize = 18;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SendBody<'a> {
    tones: &'a [DtmfTone],
    target_participant: &'a CommunicationIdentifier,
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ContinuousBody<'a> {
    target_participant: &'a CommunicationIdentifier,
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

impl CallConnection {
    /// Sends 1 to 18 DTMF tones to a phone.
    ///
    /// [`DtmfTone::parse_all`] reads them from text. `SendDtmfTonesCompleted` or
    /// `SendDtmfTonesFailed` follows. Since api-version 2023-10-15.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    /// After a lost response the request is retried with the same repeatability ids, which the service
    /// honors for this operation.
    pub fn send_dtmf_tones(
        &self,
        tones: &[DtmfTone],
        target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
        options: &OperationOptions,
    ) -> Result<Response<SendDtmfTonesResult>> {
        const OPERATION: &Operation = &operations::SEND_DTMF_TONES;
        let target = &checks::participant(OPERATION, target)?;
        let operation = options.operation();
        self.client.check(OPERATION, || {
            if !(1..=MAX_TONES).contains(&tones.len()) {
                return Err(Error::invalid(
                    field::TONES,
                    format_args!("must be 1 to {MAX_TONES} in one request"),
                ));
            }
            tones
                .iter()
                .try_for_each(|tone| check_tone(field::TONES, tone))?;
            target.check(field::TARGET)?;
            if !matches!(target, CommunicationIdentifier::PhoneNumber(_)) {
                return Err(Error::invalid(field::TARGET, "must be a phone number"));
            }
            operation.check(&self.client)
        })?;
        let body = SendBody {
            tones,
            target_participant: target,
            operation,
        };
        let request = self.request(OPERATION).json(&body)?;
        self.client.execute(&request, &options.request)
    }

    /// Starts reporting each DTMF tone of a participant:
    /// `ContinuousDtmfRecognitionToneReceived`, or `ContinuousDtmfRecognitionToneFailed`. Other
    /// media operations of the call go on meanwhile. Since api-version 2023-10-15.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    pub fn start_continuous_dtmf_recognition(
        &self,
        target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
        options: &OperationOptions,
    ) -> Result<Response<()>> {
        self.continuous_dtmf(&operations::START_CONTINUOUS_DTMF, target, options)
    }

    /// Ends what [`start_continuous_dtmf_recognition`](Self::start_continuous_dtmf_recognition)
    /// began. `ContinuousDtmfRecognitionStopped` follows.
    ///
    /// # Errors
    /// As [`start_continuous_dtmf_recognition`](Self::start_continuous_dtmf_recognition).
    pub fn stop_continuous_dtmf_recognition(
        &self,
        target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
        options: &OperationOptions,
    ) -> Result<Response<()>> {
        self.continuous_dtmf(&operations::STOP_CONTINUOUS_DTMF, target, options)
    }

    fn continuous_dtmf(
        &self,
        row: &Operation,
        target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
        options: &OperationOptions,
    ) -> Result<Response<()>> {
        let target = &checks::participant(row, target)?;
        let operation = options.operation();
        self.client.check(row, || {
            target.check(field::TARGET)?;
            operation.check(&self.client)
        })?;
        let body = ContinuousBody {
            target_participant: target,
            operation,
        };
        let request = self.request(row).json(&body)?;
        self.client.execute_for_status(&request, &options.request)
    }
}
