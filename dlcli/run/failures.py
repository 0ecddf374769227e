"""What goes wrong while a run runs: told in our words, its traceback kept in the run's folder."""

from __future__ import annotations

import errno
import os
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dlcli.build.pipeline import Pipeline
from dlcli.build.task import Task
from dlcli.ground import atomic
from dlcli.ground.disk import TROUBLES_OF_THE_DISK, refusal_to_write, writing
from dlcli.ground.errors import DataError, DlcliError, Interrupted, ResourceError, WorkerLostError
from dlcli.run.checkpoints import list_names
from dlcli.run.folder import RunFolder
from dlcli.run.memory import smaller_batch
from dlcli.run.worker import resume_command


@contextmanager
def told(folder: RunFolder, task: Task) -> Iterator[None]:
    """Writes `crash.txt`, and names the folder in the error; a lack of memory becomes a ResourceError."""
    import tensorflow as tf

    try:
        yield
    except Interrupted as interrupted:
        interrupted.help = go_on_with(folder)
        raise
    except DlcliError as error:
        _keep_traceback(folder)
        if str(folder.path) not in f"{error.message} {error.where}":
            error.where = f"{error.where}, {folder.path}" if error.where else str(folder.path)
        raise
    except (MemoryError, tf.errors.ResourceExhaustedError) as error:
        _keep_traceback(folder)
        raise _exhausted(error, task, where=str(folder.path)) from error
    except OSError:
        _keep_traceback(folder)
        with writing(folder.path, only=TROUBLES_OF_THE_DISK | {errno.EMFILE}):
            raise
    except tf.errors.OpError as error:
        _tell_lost(task, folder, error)
        _keep_traceback(folder)
        _tell_unreadable(task.pipeline, folder, error)
        raise
    except KeyboardInterrupt:
        raise Interrupted(signal.SIGINT, where=str(folder.path), help=go_on_with(folder, saved=False)) from None
    except BaseException:
        _keep_traceback(folder)
        raise


def _tell_lost(task: Task, folder: RunFolder, error: Exception) -> None:
    """What TensorFlow says when a worker that others wait for is gone; the traceback that matters is that one's."""
    import tensorflow as tf

    gone = tf.errors.UnavailableError, tf.errors.AbortedError, tf.errors.CancelledError, tf.errors.DeadlineExceededError
    if task.distribution.workers > 1 and isinstance(error, gone):
        raise WorkerLostError("a worker was lost", where=str(folder.path), help=go_on_with(folder)) from error


def _exhausted(error: Exception, task: Task, *, where: str) -> ResourceError:
    """What has run out: TensorFlow has one error for memory, disk and open files."""
    for number in (errno.EMFILE, errno.ENOSPC, errno.EDQUOT):
        if os.strerror(number) in str(error):
            reason, advice = refusal_to_write(number)
            return ResourceError(reason, where=where, help=advice)
    help_text = smaller_batch(task.opened, task.distribution)
    return ResourceError("there is not enough memory for a step", where=where, help=help_text)


def go_on_with(folder: RunFolder, *, saved: bool = True) -> str:
    """What to do after a run was interrupted; where nothing more was `saved`, it goes on from what was before."""
    what = "saved" if saved else "nothing more is saved"
    return f"{what}; go on with: {resume_command(folder.path)}"


def _tell_unreadable(pipeline: Pipeline, folder: RunFolder, error: Exception) -> None:
    """Looks for the file at fault, which TensorFlow does not name."""
    for column in pipeline.features.values():
        path = column.unreadable()
        if path is not None:
            help_text = "put a whole one in its place, or take it out of the folder"
            if list_names(folder.checkpoints):
                help_text = f"put it back; {go_on_with(folder)}"
            raise DataError("this picture is cut off, damaged or gone", where=path, help=help_text) from error


@contextmanager
def room_for_weights() -> Iterator[None]:
    """A lack of memory for the network itself becomes a ResourceError."""
    import tensorflow as tf

    try:
        yield
    except (MemoryError, tf.errors.ResourceExhaustedError) as error:
        help_text = "try a smaller network; dlcli summary shows where its weights are"
        raise ResourceError("there is not enough memory for the network's weights", help=help_text) from error


def _keep_traceback(folder: RunFolder) -> None:
    with suppress(DlcliError, OSError):
        atomic.write_text(folder.crash, traceback.format_exc())
