"""PyBullet's window in a process of its own: nothing hangs, is left or is printed, whatever becomes of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import gymnasium as gym
import pytest
from screens import open_screen

import kitchen_dream.problems  # noqa: F401 (registers the environments)
from kitchen_dream.sim.engine.bullet import BulletError
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.engine.window import WindowClosed, ending_with_window

pytestmark = pytest.mark.gui


def lives(number: int) -> bool:
    """Whether a process is there and is not a dead one that nobody has asked for."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


@pytest.fixture
def screen(monkeypatch):
    with open_screen(640, 480) as screen:
        monkeypatch.setenv("DISPLAY", screen.display)
        yield screen


def test_commands_answers_and_errors(screen, capfd):
    with Client("gui", size=(320, 240)) as client:
        body = client.createMultiBody(0, client.createCollisionShape(client.GEOM_BOX, halfExtents=[0.1] * 3))
        client.resetBasePositionAndOrientation(body, (1, 2, 3), (0, 0, 0, 1))  # is not waited for
        assert client.getBasePositionAndOrientation(body)[0] == (1.0, 2.0, 3.0)
        with pytest.raises(BulletError, match="URDF"):
            client.loadURDF("nowhere.urdf")
        client.removeBody(body, "nonsense")
        with pytest.raises(TypeError, match="argument"):  # told with the next answer
            client.getNumBodies()
        assert client.getNumBodies() == 1
        number = client.window_process
    assert not lives(number)
    with pytest.raises(WindowClosed):
        client.getNumBodies()
    assert capfd.readouterr() == ("", "")


def test_pictures_are_held_until_the_outermost_end(screen):
    with Client("gui", size=(640, 480)) as client:
        shown = lambda colour: (screen.picture()[:, :, colour] > 200).mean() > 0.9  # noqa: E731
        client.configureDebugVisualizer(rgbBackground=(1, 0, 0))
        client.getNumBodies()
        assert until(lambda: shown(0))
        with client.held():
            with client.held():
                client.configureDebugVisualizer(rgbBackground=(0, 0, 1))
            client.getNumBodies()
            time.sleep(0.5)
            assert shown(0)
        assert until(lambda: shown(2))


def test_a_window_has_its_title(screen):
    with Client("gui", size=(320, 240)) as client:
        client.title("Kitchen Dream: Küche 厨")
        client.getNumBodies()
        assert "Kitchen Dream: Küche 厨" in screen.titles()


@pytest.mark.parametrize("end", ["killed", "closed", "screen"])
def test_however_a_window_ends_its_next_command_says_so(screen, end):
    client = Client("gui", size=(320, 240))
    number = client.window_process
    if end == "killed":
        os.kill(number, signal.SIGKILL)
    elif end == "closed":
        screen.close_windows()
    else:
        screen.close()
    assert until(lambda: not lives(number))
    with pytest.raises(WindowClosed, match="the window was closed"):
        for _ in range(1000):  # what is not waited for may be on its way
            client.stepSimulation()
        client.getNumBodies()
    client.close()


def test_a_program_that_ends_with_its_window_stops_computing(screen):
    with Client("gui", size=(320, 240)) as client:
        before = signal.getsignal(signal.SIGCHLD)
        with pytest.raises(WindowClosed, match="the window was closed"), ending_with_window():
            subprocess.run([sys.executable, "-c", ""], check=True)  # the end of another process is none of its own
            screen.close_windows()
            until(lambda: False)  # no command is sent that would find out
        assert signal.getsignal(signal.SIGCHLD) == before
        with ending_with_window():
            client.close()  # told already


def test_a_window_that_its_program_closes_is_not_told(screen):
    with ending_with_window():
        Client("gui", size=(320, 240)).close()
        time.sleep(0.2)


PROGRAM = """
import sys, time
from kitchen_dream.sim.engine.client import Client
client = Client("gui", size=(320, 240))
print(client.window_process, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_window_does_not_outlive_its_program(screen, number):
    program = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    window = int(program.stdout.readline())
    assert lives(window)
    program.send_signal(number)
    program.wait(20)
    assert until(lambda: not lives(window))


@pytest.mark.slow
def test_an_environment_whose_window_is_closed_raises_and_goes_on_anew(screen):
    env = gym.make("KitchenDream/KitchenPhysics-v0", kitchens=1, render_mode="human")
    env.reset(seed=0)
    screen.close_windows()
    with pytest.raises(WindowClosed):
        env.step(0)
    env.close()
    env.close()
