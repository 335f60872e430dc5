/* Calls through the C++ header: placed, answered, controlled. */
#include <algorithm>
#include <thread>

#include "stage.hpp"

static void place_add_list_transfer_hang_up() {
    const stage stage;
    acs::create_call_options options;
    options.operation_context = "first";
    options.request.headers = {{"x-story", "first"}};
    const auto call = stage.client.create_call(acs::invite::to_phone_number(number, own_number), stage.callback, options);
    CHECK(!call.id().empty());
    CHECK(call.response().status() == 201);
    CHECK(call.response().attempts() == 1);
    CHECK(!call.response().request_id().empty());
    CHECK(!call.response().chain_id().empty());
    CHECK(call.response().properties().call_connection_id() == call.id());
    CHECK(call.response().properties().state() == ACS_CALL_STATE_CONNECTING);

    const auto up = stage.comes(ACS_EVENT_CALL_CONNECTED);
    CHECK(up.call_connection_id() == call.id());
    CHECK(up.operation_context() == "first");
    CHECK(up.name() == acs::event_kind_name(ACS_EVENT_CALL_CONNECTED));
    // Event and request may be in the journal in either order.
    const auto journal = stage.emulator.journal();
    CHECK(std::any_of(journal.begin(), journal.end(), [](const acs::journal_entry &entry) {
        return entry.kind() == ACS_JOURNAL_REQUEST && entry.header("x-story") == "first";
    }));

    acs::response request;
    const auto properties = call.get_properties({}, &request);
    CHECK(request.status() == 200);
    CHECK(properties.state() == ACS_CALL_STATE_CONNECTED && properties.state_name() == "connected");
    CHECK(properties.callback_uri() == stage.callback);
    CHECK(properties.source_caller_id_number() == own_number);
    CHECK(properties.targets().size() == 1 && properties.targets()[0] == acs::phone(number));
    CHECK(properties.media_streaming_content_types().empty());

    acs::invite second{acs::identifier::parse("8:acs:r_u")};
    second.custom_calling_context.emplace();
    second.custom_calling_context->user_to_user = "56a390f3d2b7310023a2;encoding=hex";
    second.custom_calling_context->sip_custom_headers = {{"queue", "support"}};
    second.custom_calling_context->voip_headers.emplace_back("customerId", "0042");
    acs::add_participant_options ringing;
    ringing.invitation_timeout = std::chrono::minutes(1);
    const auto added = call.add_participant(second, ringing);
    CHECK(!added.invitation_id().empty());
    CHECK(added.participants().size() == 1 && added.participants()[0].identifier() == second.target);
    const auto joined = stage.comes(ACS_EVENT_ADD_PARTICIPANT_SUCCEEDED);
    CHECK(joined.participant_identifier() == second.target);

    std::size_t muted = 0, others = 0;
    for (const auto &participant : call.participants()) {
        if (participant.identifier() == second.target) ++others;
        if (participant.is_muted().value_or(false)) ++muted;
    }
    CHECK(others == 1 && muted == 0);
    CHECK(call.get_participant(second.target).identifier().user_id() == "8:acs:r_u");

    acs::transfer_call_options transfer;
    transfer.transferee = acs::phone(number);
    call.transfer(acs::phone("+16045556789"), transfer);
    const auto taken = stage.comes(ACS_EVENT_CALL_TRANSFER_ACCEPTED);
    CHECK(taken.transferee() == acs::phone(number));
    CHECK(taken.transfer_target().phone() == "+16045556789");
    CHECK(taken.is_success());

    CHECK(call.hang_up(acs::for_everyone::yes).status() == 204);
    CHECK(stage.comes(ACS_EVENT_CALL_DISCONNECTED).ends_call());
    const auto gone = thrown<acs::service_error>([&] { call.get_properties(); });
    CHECK(gone.http_status() == 404 && gone.sub_code() == 8522);
}

static void incoming_calls_are_answered_rejected_and_redirected() {
    const stage stage;
    stage.emulator.subscribe(stage.callback);
    const std::string own = stage.emulator.add_phone_number(own_number);
    acs::incoming_call caller;
    caller.from = "4:+16045551234";
    caller.to = own;
    caller.display_name = "Ada";
    caller.sip_headers = {{"X-MS-Custom-Account", "4411"}};
    caller.voip_headers = {{"id", "7"}};

    const std::string context = stage.emulator.place_incoming_call(caller);
    const auto rings = stage.comes(ACS_EVENT_INCOMING_CALL);
    CHECK(rings.incoming_call_context() == context && rings.is_event_grid());
    CHECK(rings.from() == acs::phone(number) && rings.to().raw_id() == own);
    CHECK(!rings.on_behalf_of());
    CHECK(rings.caller_display_name() == "Ada");
    CHECK(rings.sip_header("account") == "4411" && rings.sip_headers().size() == 1);
    CHECK(rings.sip_headers()[0].second == "4411");
    CHECK(rings.voip_header("ID") == "7" && rings.voip_headers().size() == 1);
    CHECK(rings.sip_header(std::string_view("account\0", 8)).empty());

    acs::answer_call_options answering;
    answering.operation_context = "answered";
    const auto call = stage.client.answer_call(context, stage.callback, answering);
    CHECK(stage.comes(ACS_EVENT_CALL_CONNECTED).operation_context() == "answered");
    CHECK(call.get_properties().answered_for() == own_number);
    stage.emulator.hang_up_participant(call.id(), caller.from);
    stage.comes(ACS_EVENT_CALL_DISCONNECTED);

    acs::reject_call_options busy;
    busy.reason = ACS_REJECT_BUSY;
    CHECK(stage.client.reject_call(stage.emulator.place_incoming_call(caller), busy).status() == 204);

    const std::string colleague = stage.emulator.create_user();
    stage.client.redirect_call(stage.emulator.place_incoming_call(caller), acs::identifier::from_raw_id(colleague));
    for (;;) {
        const auto again = stage.comes(ACS_EVENT_INCOMING_CALL);
        if (again.to().raw_id() != colleague) continue;
        break;
    }

    const std::string late = stage.emulator.place_incoming_call(caller);
    stage.emulator.cancel_incoming_call(late);
    CHECK(thrown<acs::service_error>([&] { stage.client.answer_call(late, stage.callback); }).status() == ACS_SERVICE);
    CHECK(stage.emulator.unsubscribe(stage.callback));
    CHECK(!stage.emulator.unsubscribe(stage.callback));

    acs::grid_subscription wanted;
    wanted.url = stage.callback;
    wanted.event_types = {"Microsoft.Communication.IncomingCall"};
    wanted.subject_begins_with = "/caller/4:";
    wanted.subject_ends_with = "/recipient/" + own;
    wanted.without_handshake = true;
    stage.emulator.subscribe(wanted);
    stage.emulator.reset_keeping_setup();
    CHECK(stage.emulator.journal().empty());
    const std::string kept = stage.emulator.place_incoming_call(caller);
    CHECK(stage.emulator.flush(std::chrono::seconds(10)));
    for (const auto &entry : stage.emulator.journal()) {
        CHECK(entry.failure().empty());
        CHECK(entry.kind() == ACS_JOURNAL_PARTY || entry.status() == 200);
    }
    CHECK(stage.emulator.port() > 0);
    CHECK(stage.client.reject_call(kept).status() == 204);
}

static void groups_meet_and_are_muted_thinned_out_and_moved() {
    acs::emulator_options pages;
    pages.page_size = 1;
    const stage stage(pages);
    const auto user = acs::identifier::communication_user("8:acs:r_u");
    acs::create_group_call_options options;
    options.source_caller_id_number = own_number;
    options.source_display_name = "We";
    const auto group = stage.client.create_group_call({acs::phone(number), user}, stage.callback, options);
    stage.comes(ACS_EVENT_CALL_CONNECTED);
    for (;;) {
        const auto who = stage.comes(ACS_EVENT_PARTICIPANTS_UPDATED).participants();
        if (who.size() >= 2) break;
    }

    auto read = group.participant_pages();
    std::size_t count = 0, requests = 0;
    acs::response answer;
    while (const auto page = read.next(&answer)) {
        CHECK(page->size() == 1 && answer.status() == 200);
        count += page->size();
        ++requests;
    }
    CHECK(requests >= 2);
    CHECK(group.participants().size() == count);
    CHECK(!read.next());

    group.mute_participants({user});
    CHECK(group.get_participant(user).is_muted() == true);

    const auto other = stage.client.create_call({acs::identifier::parse("8:acs:r_v")}, stage.callback);
    stage.comes(ACS_EVENT_CALL_CONNECTED);
    CHECK(group.move_participants({acs::identifier::parse("8:acs:r_v")}, other.id()).from_call() == other.id());
    const auto moved = stage.comes(ACS_EVENT_MOVE_PARTICIPANT_SUCCEEDED);
    CHECK(moved.from_call() == other.id() && moved.participant_identifier().raw_id() == "8:acs:r_v");

    group.remove_participant(user);
    CHECK(stage.comes(ACS_EVENT_REMOVE_PARTICIPANT_SUCCEEDED).participant_identifier() == user);
    group.hang_up(acs::for_everyone::yes);
}

static void an_invitation_is_withdrawn() {
    const stage stage;
    const auto call = stage.connected();
    acs::remote_party silent;
    silent.raw_id = "8:acs:r_u";
    silent.no_answer = true;
    stage.emulator.set_remote_party(silent);
    const auto added = call.add_participant({acs::identifier::parse(silent.raw_id)});
    CHECK(call.cancel_add_participant(added.invitation_id()).invitation_id() == added.invitation_id());
    CHECK(stage.comes(ACS_EVENT_CANCEL_ADD_PARTICIPANT_SUCCEEDED).invitation_id() == added.invitation_id());
}

static void a_call_that_clients_began_is_joined() {
    const stage stage;
    acs::client_call among;
    among.users = {stage.emulator.create_user(), stage.emulator.create_user()};
    among.group_id = "5c5d8a6c-2b8c-4a2f-9d53-0c8a4e1f7b10";
    stage.emulator.subscribe(stage.callback, ACS_SCHEMA_CLOUD_EVENTS);
    const auto started = stage.emulator.start_client_call(among);
    const auto began = stage.comes(ACS_EVENT_CALL_STARTED);
    CHECK(began.server_call_id() == started.server_call_id);
    CHECK(began.correlation_id() == started.correlation_id);
    CHECK(began.started_by().raw_id() == among.users[0]);
    const auto call = stage.client.connect_call(ACS_LOCATOR_SERVER_CALL, started.server_call_id, stage.callback);
    CHECK(stage.comes(ACS_EVENT_CALL_CONNECTED).call_connection_id() == call.id());
    CHECK(stage.emulator.active_call_count() == 1);
    stage.emulator.reset();
    CHECK(stage.emulator.created_call_count() == 0);
}

static void options_serve_any_number_of_calls() {
    const stage stage;
    const auto to = acs::invite::to_phone_number(number, own_number);
    acs::create_call_options options;
    options.operation_context = "same";
    options.request.timeout = time_limit;
    options.media_streaming = acs::media_streaming_options{};
    options.media_streaming->audio_channel = ACS_AUDIO_CHANNEL_UNMIXED;
    options.media_streaming->transport_url = "wss://example.com/media";
    options.transcription.emplace().locale = "en-US";
    options.transcription->transport_url = "wss://example.com/text";
    const auto copy = options;
    const auto one = stage.client.create_call(to, stage.callback, options);
    const auto other = stage.client.create_call(to, stage.callback, copy);
    CHECK(one.id() != other.id());
    CHECK(one.response().request_id() != other.response().request_id());
    CHECK(stage.comes(ACS_EVENT_CALL_CONNECTED).operation_context() == "same");
    CHECK(stage.comes(ACS_EVENT_CALL_CONNECTED).operation_context() == "same");
    const auto properties = other.get_properties();
    CHECK(!properties.media_streaming_id().empty() && !properties.transcription_id().empty());
    CHECK(properties.media_streaming_content_types().size() == 1);
}

static void a_call_outlives_its_client() {
    const stage stage;
    std::optional<acs::client> client(acs::client::with_key(stage.emulator.endpoint(), stage.emulator.access_key()));
    CHECK(client->endpoint().substr(0, 16) == "http://127.0.0.1");
    client->warm_up();
    const auto call = client->create_call(acs::invite::to_phone_number(number, own_number), stage.callback);
    const auto same = client->call(call.id());
    CHECK(!same.response());
    client.reset();
    const auto up = stage.comes(ACS_EVENT_CALL_CONNECTED);
    CHECK(stage.client.call(up).id() == same.id());
    same.hang_up(acs::for_everyone::no);
    stage.comes(ACS_EVENT_CALL_DISCONNECTED);
}

static void any_operation_can_be_sent() {
    const stage stage;
    const auto call = stage.connected();
    acs::generic_request request;
    request.path = "/calling/callConnections/" + std::string(call.id());
    request.request.request_id = "mine";
    const auto answer = stage.client.send(request);
    CHECK(answer.json().find(call.id()) != std::string_view::npos);
    CHECK(answer.request_id() == "mine");
    request.json = "{}";
    CHECK(thrown<acs::invalid_input>([&] { stage.client.send(request); }).status() == ACS_INVALID_INPUT);
}

static void time_passes_on_demand() {
    acs::emulator_options manual;
    manual.manual_clock = true;
    const stage stage(manual);
    acs::remote_party everybody;
    everybody.answer_after = std::chrono::seconds(3);
    everybody.hang_up_after = std::chrono::minutes(1);
    stage.emulator.set_remote_party(everybody);
    const auto before = stage.emulator.now().value();
    stage.client.create_call(acs::invite::to_phone_number(number, own_number), stage.callback);
    stage.emulator.advance(std::chrono::seconds(3));
    CHECK(stage.emulator.now().value() - before == std::chrono::seconds(3));
    stage.comes(ACS_EVENT_CALL_CONNECTED);
    stage.emulator.advance(std::chrono::minutes(1));
    CHECK(stage.emulator.flush(time_limit));
    stage.comes(ACS_EVENT_CALL_DISCONNECTED);
    CHECK(stage.emulator.active_call_count() == 0 && stage.emulator.created_call_count() == 1);
    const std::string ladder = stage.emulator.ladder();
    CHECK(ladder.find("CallDisconnected") != std::string::npos);
    CHECK(stage.emulator.ladder(ACS_LADDER_SVG).substr(0, 5) == "<svg ");
    CHECK(stage.emulator.ladder(ACS_LADDER_ASCII, "unknown").find("CallDisconnected") == std::string::npos);
    const auto journal = stage.emulator.journal();
    const auto found = std::find_if(journal.begin(), journal.end(), [](const acs::journal_entry &entry) {
        return entry.kind() == ACS_JOURNAL_REQUEST;
    });
    CHECK(found != journal.end());
    const auto request = *found;
    stage.emulator.close();
    CHECK(request.method() == "POST" && request.status() == 201);
    CHECK(request.path().substr(0, 25) == "/calling/callConnections?");
    CHECK(request.time() == before);
    CHECK(request.body().find("callbackUri") != std::string_view::npos);
    CHECK(request.response_body().find("callConnectionId") != std::string_view::npos);
    CHECK(request.header("Authorization") == "***");
    CHECK(!request.response_header("x-microsoft-skype-chain-id").empty());
    CHECK(!request.headers().empty() && !request.response_headers().empty());
}

static void parties_decide_by_hand() {
    acs::emulator_options manual;
    manual.manual_clock = true;
    const stage stage(manual);
    acs::remote_party everybody;
    everybody.manual = true;
    stage.emulator.set_remote_party(everybody);
    const auto place = [&] { return stage.client.create_call(acs::invite{acs::identifier::parse("8:acs:r_u")}, stage.callback); };
    const auto declined = place();
    stage.emulator.decline_participant(declined.id(), "8:acs:r_u");
    CHECK(stage.comes(ACS_EVENT_CREATE_CALL_FAILED).result_code() == 603);
    const auto busy = place();
    stage.emulator.busy_participant(busy.id(), "8:acs:r_u");
    CHECK(stage.comes(ACS_EVENT_CREATE_CALL_FAILED).result_code() == 486);
    const auto call = place();
    stage.emulator.answer_participant(call.id(), "8:acs:r_u");
    stage.comes(ACS_EVENT_CALL_CONNECTED);
    stage.emulator.mute_participant(call.id(), "8:acs:r_u", true);
    CHECK(call.get_participant(acs::identifier::parse("8:acs:r_u")).is_muted().value_or(false));
    CHECK(!stage.emulator.step());
    const auto before = stage.emulator.now();
    stage.emulator.resume_clock();
    while (stage.emulator.now() == before) std::this_thread::yield();
    stage.emulator.pause_clock();
    CHECK(stage.emulator.now() == stage.emulator.now());
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(place_add_list_transfer_hang_up),
        STORY(incoming_calls_are_answered_rejected_and_redirected),
        STORY(groups_meet_and_are_muted_thinned_out_and_moved), STORY(an_invitation_is_withdrawn),
        STORY(a_call_that_clients_began_is_joined), STORY(options_serve_any_number_of_calls),
        STORY(a_call_outlives_its_client), STORY(any_operation_can_be_sent),
        STORY(time_passes_on_demand), STORY(parties_decide_by_hand));
}
