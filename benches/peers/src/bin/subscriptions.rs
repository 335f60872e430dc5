//! What an event costs beside so many subscriptions: `subscriptions COUNT EVENTS`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::time::Duration;

use acs_call_automation::receiver::{Filter, Receiver, ReceiverOptions, Request};
use acs_call_automation_peers::{argument, cpu};

fn main() {
    let (count, events): (usize, usize) = (argument(1), argument(2));
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    let subscriptions: Vec<_> = (0..count)
        .map(|call| receiver.subscribe(Filter::call(id(call))).unwrap())
        .collect();
    let inbox = receiver.inbox();
    // The first event of a subscription makes its queue.
    for (call, subscription) in subscriptions.iter().enumerate() {
        let request = Request::new("POST", "/events", event(usize::MAX - call, call));
        assert_eq!(inbox.handle(&request).status, 200);
        assert!(subscription.try_recv().unwrap().is_some());
    }
    let mut spent = Duration::ZERO;
    // In parts, so that what is made in advance stays small.
    for part in 0..10 {
        let requests: Vec<_> = (0..events / 10)
            .map(|number| {
                let number = part * (events / 10) + number;
                // Spread over all of them.
                let call = number.wrapping_mul(0x9e37_79b9) % count;
                (call, Request::new("POST", "/events", event(number, call)))
            })
            .collect();
        let before = cpu();
        for (call, request) in &requests {
            assert_eq!(inbox.handle(request).status, 200);
            assert!(subscriptions[*call].try_recv().unwrap().is_some());
        }
        spent += cpu() - before;
    }
    println!(r#"{{"cpu":{}}}"#, spent.as_secs_f64() / events as f64);
}

fn id(call: usize) -> String {
    format!("0f005f00-0000-4000-8000-{call:012}")
}

fn event(number: usize, call: usize) -> Vec<u8> {
    format!(
        r#"[{{"id":"{number:036}","source":"calling/callConnections/{call}","specversion":"1.0","type":"Microsoft.Communication.CallConnected","data":{{"version":"2024-09-15","callConnectionId":"{}","serverCallId":"aHR0cHM6","correlationId":"d3adb33f-0000-4000-8000-00000000c0de"}}}}]"#,
        id(call)
    )
    .into_bytes()
}
