//! How to print a message, as flags.

use clap::Args;

use crate::output::{Format, Greeting, Printer, Stream, Template};

/// How to print a message.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub struct PrintArgs {
    /// How to print a message [default: the tutorial's line on a terminal, else text]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,

    /// Print by a template: %b body, %k key, %e exchange, %q queue, %r redelivered, %h{NAME} header, %H headers,
    /// %p{NAME} property, %j JSON, %n newline, %t tab
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "format", value_parser = Template::parse)]
    template: Option<Template>,

    /// End each message with NUL in place of a newline
    #[arg(long)]
    pub null: bool,
}

impl PrintArgs {
    /// The body is printed as text, with an end of its own.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.template.is_none() && matches!(self.format, None | Some(Format::Text))
    }

    /// A printer for this stream.
    #[must_use]
    pub fn printer(&self, stream: Stream, greeting: Greeting) -> Printer {
        Printer::new(stream, greeting, self.format, self.template.clone(), self.null)
    }
}
