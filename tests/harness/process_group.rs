//! A program and all its children, which end with the test at the latest.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

/// A running program in a process group of its own.
///
/// A small shell stands between: it ends the group as soon as this process is gone, however it
/// went, because then the pipe that it reads closes.
pub struct ProcessGroup {
    shell: Child,
    reader: Option<JoinHandle<()>>,
    output: Arc<Mutex<Vec<String>>>,
}

impl ProcessGroup {
    /// Starts `program` and waits until a line of its output contains `ready`; answers that line.
    ///
    /// # Panics
    /// Where it ends, or says nothing of the kind in `patience`; its output is in the message.
    #[must_use]
    pub fn start(
        program: &[&str],
        environment: &[(&str, &str)],
        ready: &'static str,
        patience: Duration,
    ) -> (Self, String) {
        let mut shell = Command::new("/bin/sh")
            .args(["-c", GUARD, "guard"])
            .args(program)
            .envs(environment.iter().copied())
            .current_dir(crate::workspace::root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("/bin/sh can be started");
        let stdout = shell.stdout.take().expect("stdout is piped");
        let output = Arc::new(Mutex::new(Vec::new()));
        let (sender, receiver) = mpsc::channel();
        let reader = {
            let output = Arc::clone(&output);
            thread::spawn(move || read_lines(stdout, &output, &sender, ready))
        };
        let group = Self {
            shell,
            reader: Some(reader),
            output,
        };
        match receiver.recv_timeout(patience) {
            Ok(line) => (group, line),
            Err(error) => panic!(
                "{program:?} did not say {ready:?} ({error}); it said:\n{}",
                group.output().join("\n")
            ),
        }
    }

    /// The lines that the program has written so far.
    #[must_use]
    pub fn output(&self) -> Vec<String> {
        self.output
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Ends every process of the group at once, as a power cut would, and waits until they are gone.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        self.wait();
    }

    /// Asks every process of the group to end, and waits until they are gone.
    pub fn stop(&mut self) {
        // Closing the pipe makes the guard send the signals.
        drop(self.shell.stdin.take());
        self.wait();
    }

    fn signal(&self, signal: Signal) {
        // Fails only where the group is gone already.
        let _ = kill_process_group(Pid::from_child(&self.shell), signal);
    }

    fn wait(&mut self) {
        let _ = self.shell.wait();
        if let Some(reader) = self.reader.take() {
            // Ends when the last process that holds the pipe is gone.
            let _ = reader.join();
        }
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if self.reader.is_some() {
            self.stop();
        }
    }
}

fn read_lines(
    stdout: ChildStdout,
    output: &Mutex<Vec<String>>,
    ready_line: &Sender<String>,
    ready: &str,
) {
    for line in BufReader::new(stdout).lines() {
        let Ok(line) = line else { continue };
        if line.contains(ready) {
            // Nobody listens any more once the program was ready.
            let _ = ready_line.send(line.clone());
        }
        output
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line);
    }
}

/// Runs the program in the background, and ends its group when standard input closes: politely,
/// and after five seconds by force. The program gets no part of the pipe.
const GUARD: &str = r#"
"$@" </dev/null 2>&1 &
program=$!
exec >/dev/null 2>&1
trap '' TERM
read -r _
kill -TERM 0
( sleep 5; kill -KILL 0 ) &
sleeper=$!
wait $program
kill -KILL 0
"#;
