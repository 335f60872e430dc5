//! Reads the members of a JSON object, each once, and complains about those that are not read.

use acs_call_automation::*;

use acs_call_automation::identifier::{Cloud, MicrosoftTeamsApp, TeamsExtensionUser};

use acs_call_automation::model::{
    AudioFormat, CustomCallingContext, MediaStreamingAudioChannel, MediaStreamingContent,
    TeamsPhoneCallDetails, TeamsPhoneCallerDetails, TeamsPhoneSourceDetails,
};

use acs_call_automation::options::{MediaStreamingOptions, TranscriptionOptions};
use serde_json::{Map, Value};

use super::same_json;

/// The members of one object that have not been read yet.
pub struct Fields {
    name: String,
    left: Map<String, Value>,
}

impl Fields {
    pub fn new(name: &str, value: &Value) -> Self {
        Self {
            name: name.to_owned(),
            left: match value {
                Value::Null => Map::new(),
                // A member that is null is as good as none.
                Value::Object(map) => map
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
                other => panic!("{name}: {other} is no object"),
            },
        }
    }

    /// Fails when a member was not used: then the mapping does not know the whole request.
    pub fn all_used(&self) {
        assert!(
            self.left.is_empty(),
            "{}: the mapping does not use {:?}",
            self.name,
            self.left.keys().collect::<Vec<_>>()
        );
    }

    fn take(&mut self, key: &str) -> Option<Value> {
        self.left.remove(key)
    }

    pub fn object(&mut self, key: &str) -> Option<Fields> {
        let value = self.take(key)?;
        Some(Fields::new(&format!("{}.{key}", self.name), &value))
    }

    /// A name of an enum.
    pub fn name<T: for<'a> From<&'a str>>(&mut self, key: &str) -> Option<T> {
        self.text(key).map(|name| T::from(&name))
    }

    pub fn text(&mut self, key: &str) -> Option<String> {
        self.take(key).map(|value| match value {
            Value::String(text) => text,
            other => panic!("{}.{key}: {other} is no text", self.name),
        })
    }

    pub fn number(&mut self, key: &str) -> Option<u64> {
        self.take(key)
            .map(|value| same_json::plain(&value).as_u64().unwrap())
    }

    pub fn flag(&mut self, key: &str) -> Option<bool> {
        self.take(key).map(|value| value.as_bool().unwrap())
    }

    fn cloud(&mut self) -> Cloud {
        match self.text("cloud").as_deref() {
            None => Cloud::Public,
            Some(name) if name.eq_ignore_ascii_case("public") => Cloud::Public,
            Some(name) if name.eq_ignore_ascii_case("dod") => Cloud::Dod,
            Some(name) if name.eq_ignore_ascii_case("gcch") => Cloud::Gcch,
            Some(other) => panic!("{}: cloud {other}", self.name),
        }
    }

    pub fn bare_number(&mut self, key: &str) -> Option<PhoneNumber> {
        let mut inner = self.object(key)?;
        let number = PhoneNumber::new(inner.text("value").unwrap());
        inner.flag("isAnonymous");
        inner.all_used();
        Some(number)
    }

    pub fn bare_user(&mut self, key: &str) -> Option<CommunicationUser> {
        let mut inner = self.object(key)?;
        let user = CommunicationUser::new(inner.text("id").unwrap());
        inner.all_used();
        Some(user)
    }

    pub fn bare_app(&mut self, key: &str) -> Option<MicrosoftTeamsApp> {
        let mut inner = self.object(key)?;
        let app = MicrosoftTeamsApp::new(inner.text("appId").unwrap()).in_cloud(inner.cloud());
        inner.all_used();
        Some(app)
    }

    pub fn identifiers(&mut self, key: &str) -> Option<Vec<CommunicationIdentifier>> {
        Some(self.objects(key)?.into_iter().map(identifier).collect())
    }

    pub fn objects(&mut self, key: &str) -> Option<Vec<Fields>> {
        let name = format!("{}.{key}", self.name);
        let list = self.take(key)?;
        let one = |value| Fields::new(&name, value);
        Some(list.as_array().unwrap().iter().map(one).collect())
    }

    pub fn texts(&mut self, key: &str) -> Option<Vec<String>> {
        let list = self.take(key)?;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Some(list.as_array().unwrap().iter().map(text).collect())
    }

    pub fn identifier(&mut self, key: &str) -> Option<CommunicationIdentifier> {
        self.object(key).map(identifier)
    }

    pub fn locator(&mut self, key: &str) -> Option<CallLocator> {
        let mut inner = self.object(key)?;
        let locator = match inner.text("kind").unwrap().as_str() {
            "serverCallLocator" => CallLocator::ServerCall(inner.text("serverCallId").unwrap()),
            "groupCallLocator" => CallLocator::GroupCall(inner.text("groupCallId").unwrap()),
            "roomCallLocator" => CallLocator::Room(inner.text("roomId").unwrap()),
            other => panic!("{}: locator {other}", inner.name),
        };
        inner.all_used();
        Some(locator)
    }

    pub fn cognitive_endpoint(&mut self) -> Option<String> {
        let mut inner = self.object("callIntelligenceOptions")?;
        let endpoint = inner.text("cognitiveServicesEndpoint");
        inner.all_used();
        endpoint
    }

    pub fn media_streaming(&mut self) -> Option<MediaStreamingOptions> {
        let mut inner = self.object("mediaStreamingOptions")?;
        assert_eq!(inner.text("transportType").as_deref(), Some("websocket"));
        let channel = inner.text("audioChannelType").unwrap();
        let mut options =
            MediaStreamingOptions::websocket(MediaStreamingAudioChannel::from(channel.as_str()));
        if let Some(url) = inner.text("transportUrl") {
            options = options.transport_url(url);
        }
        if let Some(content) = inner.text("contentType") {
            options = options.content_type(MediaStreamingContent::from(content.as_str()));
        }
        if let Some(start) = inner.flag("startMediaStreaming") {
            options = options.start_media_streaming(start);
        }
        if let Some(enable) = inner.flag("enableBidirectional") {
            options = options.enable_bidirectional(enable);
        }
        if let Some(format) = inner.text("audioFormat") {
            options = options.audio_format(AudioFormat::from(format.as_str()));
        }
        if let Some(enable) = inner.flag("enableDtmfTones") {
            options = options.enable_dtmf_tones(enable);
        }
        inner.all_used();
        Some(options)
    }

    pub fn transcription(&mut self) -> Option<TranscriptionOptions> {
        let mut inner = self.object("transcriptionOptions")?;
        assert_eq!(inner.text("transportType").as_deref(), Some("websocket"));
        let mut options = TranscriptionOptions::websocket(inner.text("locale").unwrap());
        if let Some(url) = inner.text("transportUrl") {
            options = options.transport_url(url);
        }
        if let Some(id) = inner.text("speechModelEndpointId") {
            options = options.speech_model_endpoint_id(id);
        }
        if let Some(start) = inner.flag("startTranscription") {
            options = options.start_transcription(start);
        }
        if let Some(enable) = inner.flag("enableIntermediateResults") {
            options = options.enable_intermediate_results(enable);
        }
        inner.all_used();
        Some(options)
    }

    /// Preview SDKs send an empty context with create and answer, where the wire has no field.
    pub fn empty_calling_context(&mut self) {
        if let Some(mut inner) = self.object("customCallingContext") {
            for key in ["voipHeaders", "sipHeaders"] {
                if let Some(headers) = inner.object(key) {
                    headers.all_used();
                }
            }
            inner.all_used();
        }
    }

    pub fn calling_context(&mut self) -> Option<CustomCallingContext> {
        let mut inner = self.object("customCallingContext")?;
        let mut context = CustomCallingContext::new();
        if let Some(headers) = inner.object("sipHeaders") {
            for (name, value) in headers.left {
                let value = value.as_str().unwrap();
                context = if name == "User-To-User" {
                    context.user_to_user(value)
                } else if let Some(own) = name.strip_prefix("X-MS-Custom-") {
                    context.sip_custom_header(own, value)
                } else if let Some(own) = name.strip_prefix("X-") {
                    context.sip_x_header(own, value)
                } else {
                    context.sip_header(name, value)
                };
            }
        }
        if let Some(headers) = inner.object("voipHeaders") {
            for (name, value) in headers.left {
                context = context.voip_header(name, value.as_str().unwrap());
            }
        }
        if let Some(details) = inner.object("teamsPhoneCallDetails") {
            context = context.teams_phone_call_details(teams_details(details));
        }
        inner.all_used();
        Some(context)
    }
}

fn teams_details(mut from: Fields) -> TeamsPhoneCallDetails {
    let mut details = TeamsPhoneCallDetails::new();
    if let Some(mut caller) = from.object("teamsPhoneCallerDetails") {
        let mut one = TeamsPhoneCallerDetails::new(
            caller.identifier("caller").unwrap(),
            caller.text("name").unwrap(),
            caller.text("phoneNumber").unwrap(),
        );
        if let Some(id) = caller.text("recordId") {
            one = one.record_id(id);
        }
        if let Some(url) = caller.text("screenPopUrl") {
            one = one.screen_pop_url(url);
        }
        if let Some(is) = caller.flag("isAuthenticated") {
            one = one.is_authenticated(is);
        }
        if let Some(pairs) = caller.object("additionalCallerInformation") {
            for (name, value) in pairs.left {
                one = one.additional_caller_information(name, value.as_str().unwrap());
            }
        }
        caller.all_used();
        details = details.caller(one);
    }
    if let Some(mut source) = from.object("teamsPhoneSourceDetails") {
        let mut one = TeamsPhoneSourceDetails::new(
            source.identifier("source").unwrap(),
            source.text("language").unwrap(),
            source.text("status").unwrap(),
        );
        if let Some(targets) = source.object("intendedTargets") {
            for (name, target) in targets.left {
                one = one.intended_target(name.clone(), identifier(Fields::new(&name, &target)));
            }
        }
        source.all_used();
        details = details.source(one);
    }
    macro_rules! texts {
        ($($key:literal => $set:ident,)+) => {
            $(if let Some(text) = from.text($key) {
                details = details.$set(text);
            })+
        };
    }
    texts! {
        "sessionId" => session_id,
        "intent" => intent,
        "callTopic" => call_topic,
        "callContext" => call_context,
        "transcriptUrl" => transcript_url,
        "callSentiment" => call_sentiment,
        "suggestedActions" => suggested_actions,
    }
    from.all_used();
    details
}

/// An identifier through the constructors a user would take.
fn identifier(mut from: Fields) -> CommunicationIdentifier {
    let raw_id = from.text("rawId");
    from.text("kind");
    let mut made = if let Some(mut user) = from.object("communicationUser") {
        let made = CommunicationUser::new(user.text("id").unwrap()).into();
        user.all_used();
        made
    } else if let Some(mut phone) = from.object("phoneNumber") {
        let mut made = PhoneNumber::new(phone.text("value").unwrap());
        // The SDKs send them for some ways to make a number, not for others.
        made.is_anonymous = phone.flag("isAnonymous").unwrap_or_default();
        made.asserted_id = phone.text("assertedId");
        phone.all_used();
        made.into()
    } else if let Some(mut user) = from.object("microsoftTeamsUser") {
        let mut made = MicrosoftTeamsUser::new(user.text("userId").unwrap()).in_cloud(user.cloud());
        if user.flag("isAnonymous") == Some(true) {
            made = made.anonymous();
        }
        user.all_used();
        made.into()
    } else if let Some(mut app) = from.object("microsoftTeamsApp") {
        let made = MicrosoftTeamsApp::new(app.text("appId").unwrap()).in_cloud(app.cloud());
        app.all_used();
        made.into()
    } else if let Some(mut user) = from.object("teamsExtensionUser") {
        let made = TeamsExtensionUser::new(
            user.text("userId").unwrap(),
            user.text("tenantId").unwrap(),
            user.text("resourceId").unwrap(),
        )
        .in_cloud(user.cloud());
        user.all_used();
        made.into()
    } else {
        CommunicationIdentifier::from_raw_id(raw_id.as_deref().unwrap_or_default())
    };
    from.all_used();
    // A raw id that is not the one made from the parts was given by the caller.
    if raw_id.as_ref().is_some_and(|given| *given != made.raw_id()) {
        match &mut made {
            CommunicationIdentifier::PhoneNumber(phone) => phone.raw_id = raw_id,
            CommunicationIdentifier::CommunicationUser(user) => user.raw_id = raw_id,
            CommunicationIdentifier::MicrosoftTeamsUser(user) => user.raw_id = raw_id,
            CommunicationIdentifier::MicrosoftTeamsApp(app) => app.raw_id = raw_id,
            CommunicationIdentifier::TeamsExtensionUser(user) => user.raw_id = raw_id,
            other => panic!("{other:?} cannot be {raw_id:?}"),
        }
    }
    made
}
