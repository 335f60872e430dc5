//! `acs-call verify`: compares a service with recordings of it.

use std::io::Write as _;
use std::time::Duration;

use acs_call_automation::PhoneNumber;
use acs_call_automation_emulator::Schema;
use clap::Args;
use serde_json::{Value, json};

use crate::arguments::Global;
use crate::events::{EventArguments, Events};
use crate::failure::{Exit, Failure};
use crate::session::Session;
use crate::verify::{Limits, Party, Plan, Shapes, Stop, Walk};

const EXAMPLES: &str = "\
Examples:
  acs-call verify                                   the emulator, as an exercise
  acs-call verify --live
  acs-call verify --live --phone +16045551234 --from +18005550100 --yes --json

Calls between users need an Event Grid subscription of the resource that posts IncomingCall to
--callback-url. Only names and types of members are shown: no ids, numbers or texts.";

/// Compare a service with recorded sessions, member by member
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Verify {
    /// Use the resource, with your consent, instead of an emulator of this command
    #[arg(long)]
    live: bool,
    /// Consent to what is done to the resource, without being asked
    #[arg(long)]
    yes: bool,
    /// Phone to ring as well; it must answer
    #[arg(long, value_name = "NUMBER", requires = "from")]
    phone: Option<PhoneNumber>,
    /// Number of the resource that calls the phone
    #[arg(long, value_name = "NUMBER")]
    from: Option<PhoneNumber>,
    /// Longest wait for an event
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    #[command(flatten)]
    events: EventArguments,
}

impl Verify {
    pub fn run(&self, global: &Global) -> Result<(), Failure> {
        let mut global = global.clone();
        if !self.live {
            global = Global {
                offline: Some(None),
                ..global
            };
        }
        let session = Session::open(&global)?;
        let events = self.events.open(&session)?;
        let plans = Plan::all(self.party());
        if self.live {
            self.consent(&session, &plans)?;
        }
        if let Some(emulator) = &session.emulator {
            emulator.subscribe(&events.callback, Schema::EventGrid)?;
        }
        let shapes = Shapes::recorded()
            .map_err(|cause| Failure::local(format!("the table of shapes is damaged: {cause}")))?;
        let limits = Limits {
            event: Duration::from_secs(self.timeout),
        };
        let mut report = Report::default();
        for plan in &plans {
            let mut walk = Walk::new(&session, &events, &shapes, limits);
            let stopped = plan.run(&mut walk).err();
            report.add(&session, plan, walk, stopped, global.json)?;
            settle(&session, &events);
        }
        events.close();
        report.end(&session)
    }

    fn party(&self) -> Option<Party> {
        let (phone, from) = (self.phone.as_ref()?, self.from.as_ref()?);
        Some(Party {
            phone: phone.value.clone(),
            from: from.value.clone(),
        })
    }

    /// Says what is done, and lets the user type `yes`.
    fn consent(&self, session: &Session, plans: &[Plan]) -> Result<(), Failure> {
        let resource = session.client.endpoint().authority();
        session.screen.note(format_args!(
            "This uses the resource {resource}, and what it does is charged:"
        ));
        for plan in plans {
            session
                .screen
                .note(format_args!("  {:<14} {}", plan.name, plan.does));
        }
        if self.yes {
            return Ok(());
        }
        let _ = write!(std::io::stderr(), "Type yes to go on: ");
        let mut typed = String::new();
        let read = std::io::stdin().read_line(&mut typed);
        match read {
            Ok(_) if typed.trim() == "yes" => Ok(()),
            _ => {
                Err(Failure::usage("no consent: nothing was sent")
                    .with_line("type yes, or use --yes"))
            }
        }
    }
}

/// Takes late events of a walk away, so that the next one does not see them.
fn settle(session: &Session, events: &Events) {
    session.flush();
    while let Ok(Some(_)) = events.receiver.try_recv() {}
}

/// What all walks found.
#[derive(Default)]
struct Report {
    walks: Vec<Value>,
    different: usize,
    incomplete: usize,
}

impl Report {
    fn add(
        &mut self,
        session: &Session,
        plan: &Plan,
        walk: Walk<'_>,
        stopped: Option<Stop>,
        json: bool,
    ) -> Result<(), Failure> {
        let (differences, compared) = walk.into_findings();
        let missing = match stopped {
            Some(Stop::Failure(failure)) => return Err(failure),
            Some(Stop::Interrupted) => {
                let text = "interrupted: the calls of this walk were ended, its users deleted";
                return Err(Failure::new(Exit::Interrupted, text));
            }
            Some(Stop::Missing(what)) => Some(what),
            Some(Stop::Different) | None => None,
        };
        let result = match (&missing, differences.is_empty()) {
            (_, false) => "different",
            (Some(_), true) => "incomplete",
            (None, true) => "same",
        };
        self.different += usize::from(!differences.is_empty());
        self.incomplete += usize::from(missing.is_some());
        if !json {
            let count = compared.len();
            session.screen.line(&format!(
                "{result:<11} {:<14} {count} shapes compared",
                plan.name
            ))?;
            for difference in &differences {
                session.screen.line(&format!("  {difference}"))?;
            }
            if let Some(what) = &missing {
                session
                    .screen
                    .line(&format!("  {what} did not arrive; the rest was left out"))?;
            }
        }
        self.walks.push(json!({
            "walk": plan.name, "result": result, "compared": compared,
            "differences": differences, "missing": missing,
        }));
        Ok(())
    }

    fn end(self, session: &Session) -> Result<(), Failure> {
        session.screen.data("", &json!({"walks": self.walks}))?;
        if self.different > 0 {
            let text = format!(
                "{} of {} walks differ from the recordings",
                self.different,
                self.walks.len()
            );
            return Err(Failure::new(Exit::Failed, text)
                .with_line("report them with the version of acs-call: they hold no secrets"));
        }
        if self.incomplete > 0 {
            return Err(Failure::new(Exit::TimedOut, "events are missing")
                .with_line("`acs-call doctor --through-service` checks the callback URL; IncomingCall needs an Event Grid subscription"));
        }
        Ok(())
    }
}
