"""An invented city on real place names, with known truth: `generate(people, seed)`."""

from banji_demo.city.generation import generate
from banji_demo.city.model import City

__all__ = ["City", "generate"]
