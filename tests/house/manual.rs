//! A man page for a command.

use std::io::{Result, Write};

use clap::Command;
use clap_mangen::Man;
use rmq::exit::Exit;

/// Renders the page of one command; `path` is what one types to run it.
pub fn render(path: &str, command: &Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    // What the short help leaves out, the page tells all the same.
    let whole = command.clone().mut_args(|argument| argument.hide_short_help(false));
    let named = whole.display_name(path.replace(' ', "-")).bin_name(path);
    let man = Man::new(named).section("1").manual("rmq").source(format!("rmq {}", env!("CARGO_PKG_VERSION")));
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    synopsis(&mut page, command)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        commands(&mut page, path, command)?;
    }
    if path == "rmq" {
        environment(&mut page)?;
    }
    notes(&mut page, command)?;
    examples(&mut page, command)?;
    exit_status(&mut page)?;
    see_also(&mut page, path, command)?;
    Ok(page)
}

/// The usage line of the help text: a list of forty options helps nobody.
fn synopsis(page: &mut impl Write, command: &Command) -> Result<()> {
    let usage = command.clone().render_usage().to_string();
    writeln!(page, ".SH SYNOPSIS\n{}", escape(usage.trim_start_matches("Usage: ")))
}

fn commands(page: &mut impl Write, path: &str, command: &Command) -> Result<()> {
    writeln!(page, ".SH COMMANDS")?;
    for child in command.get_subcommands() {
        let about = child.get_about().map(ToString::to_string).unwrap_or_default();
        let page_name = format!("{}-{}", path.replace(' ', "-"), child.get_name());
        writeln!(page, ".TP\n\\fB{}\\fR(1)\n{}", escape(&page_name), escape(&about))?;
    }
    Ok(())
}

fn environment(page: &mut impl Write) -> Result<()> {
    writeln!(page, ".SH ENVIRONMENT")?;
    for (name, meaning) in [
        ("RMQ_URL", "Broker to connect to when \\-\\-url is not given; several are separated with commas."),
        ("AMQP_URL", "The same, when RMQ_URL is not set either."),
        ("RMQ_PROFILE", "Profile to use when neither \\-\\-profile nor \\-\\-url nor RMQ_URL is given."),
        (
            "RMQ_PASSWORD_FILE",
            "File with the password when \\-\\-password\\-file is not given, and no profile and no \\-\\-url has one.",
        ),
        ("XDG_CONFIG_HOME", "Where rmq/config.toml is; ~/.config otherwise."),
        (
            "SSL_CERT_FILE, SSL_CERT_DIR",
            "Authorities to trust in place of the system's when \\-\\-tls\\-ca is not given.",
        ),
        ("RMQ_API_URL", "Management API that stats reads when \\-\\-api\\-url is not given."),
        ("HTTP_PROXY, HTTPS_PROXY, NO_PROXY", "Proxies that forward posts through, and hosts that need none."),
        ("NO_COLOR", "When it is set and not empty, nothing is coloured unless \\-\\-color always says so."),
        ("TERM", "When it is dumb, nothing is coloured or animated."),
    ] {
        writeln!(page, ".TP\n\\fB{name}\\fR\n{meaning}")?;
    }
    Ok(())
}

/// What stands below the options in the help text.
pub fn below(command: &Command) -> String {
    command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string).unwrap_or_default()
}

/// What the help text says before its examples.
fn notes(page: &mut impl Write, command: &Command) -> Result<()> {
    let help = below(command);
    let notes = help.split("Examples:").next().unwrap_or_default().trim();
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(page, ".SH NOTES")?;
    for (index, paragraph) in notes.split("\n\n").enumerate() {
        if index > 0 {
            writeln!(page, ".PP")?;
        }
        let mut as_it_stands = false;
        for line in paragraph.lines() {
            // Columns would be lost if the lines were filled.
            if has_columns(paragraph) && line.starts_with("  ") != as_it_stands {
                as_it_stands = !as_it_stands;
                writeln!(page, "{}", if as_it_stands { ".nf" } else { ".fi" })?;
            }
            writeln!(page, "{}", escape(line))?;
        }
        if as_it_stands {
            writeln!(page, ".fi")?;
        }
    }
    Ok(())
}

/// Whether there is a table in a paragraph: indented lines with gaps in them.
pub fn has_columns(paragraph: &str) -> bool {
    paragraph.lines().any(|line| line.starts_with("  ") && line.trim().contains("  "))
}

/// The examples of the help text, one a line: the command, and after two spaces or more what it does.
fn examples(page: &mut impl Write, command: &Command) -> Result<()> {
    let help = below(command);
    let lines = help.lines().skip_while(|line| *line != "Examples:").skip(1).take_while(|line| line.starts_with("  "));
    writeln!(page, ".SH EXAMPLES")?;
    for line in lines {
        let line = line.trim();
        let (example, meaning) = line.split_once("  ").unwrap_or((line, ""));
        writeln!(page, ".TP\n\\fB{}\\fR\n{}", escape(example), escape(meaning.trim()))?;
    }
    Ok(())
}

fn exit_status(page: &mut impl Write) -> Result<()> {
    writeln!(page, ".SH \"EXIT STATUS\"")?;
    for (exit, meaning) in Exit::TABLE {
        writeln!(page, ".TP\n\\fB{}\\fR\n{}", exit.code(), escape(meaning))?;
    }
    Ok(())
}

fn see_also(page: &mut impl Write, path: &str, command: &Command) -> Result<()> {
    let mut pages: Vec<String> = Vec::new();
    if let Some((parent, _)) = path.rsplit_once(' ') {
        pages.push("rmq".to_owned());
        if parent != "rmq" {
            pages.push(parent.replace(' ', "-"));
        }
    }
    pages.extend(command.get_subcommands().map(|child| format!("{}-{}", path.replace(' ', "-"), child.get_name())));
    if pages.is_empty() {
        return Ok(());
    }
    let list: Vec<_> = pages.iter().map(|page| format!("\\fB{}\\fR(1)", escape(page))).collect();
    writeln!(page, ".SH \"SEE ALSO\"\n{}", list.join(", "))
}

/// Makes text safe for roff: backslashes, hyphens that are to be typed, and control characters at the start of a line.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    match text.chars().next() {
        Some('.' | '\'') => format!("\\&{text}"),
        _ => text,
    }
}
