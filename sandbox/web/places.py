"""Places that the weather service knows, as GeoNames has them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """A place under its English and Chinese names."""

    number: int
    name: str
    chinese: str
    latitude: float
    longitude: float
    country_code: str
    country: str
    country_chinese: str
    region: str
    region_chinese: str
    zone: str
    population: int

    def called(self, name: str) -> bool:
        """Tell whether a search finds it: short names exactly, longer ones by their beginning."""
        wanted = name.casefold()
        known = (self.name.casefold(), self.chinese)
        if len(wanted) < 3:
            return wanted in known
        return any(each.startswith(wanted) for each in known)

    def as_json(self, language: str) -> dict[str, Any]:
        """Return the place as the geocoding service writes it."""
        chinese = language.startswith("zh")
        return {
            "id": self.number,
            "name": self.chinese if chinese else self.name,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "elevation": 12.0,
            "feature_code": "PPLA",
            "country_code": self.country_code,
            "timezone": self.zone,
            "population": self.population,
            "country": self.country_chinese if chinese else self.country,
            "admin1": self.region_chinese if chinese else self.region,
        }


_CN = ("CN", "China", "中国")
_US = ("US", "United States", "美国")
_SHANGHAI = "Asia/Shanghai"
_CHICAGO = "America/Chicago"
_EAST = "America/New_York"

PLACES = (
    Place(1795565, "Shenzhen", "深圳", 22.54554, 114.0683, *_CN, "Guangdong", "广东省", _SHANGHAI,
          17494398),
    Place(1816670, "Beijing", "北京", 39.9075, 116.39723, *_CN, "Beijing", "北京市", _SHANGHAI,
          18960744),
    Place(1796236, "Shanghai", "上海", 31.22222, 121.45806, *_CN, "Shanghai", "上海市", _SHANGHAI,
          24874500),
    Place(1809858, "Guangzhou", "广州", 23.11667, 113.25, *_CN, "Guangdong", "广东省", _SHANGHAI,
          16096724),
    Place(1815286, "Chengdu", "成都", 30.66667, 104.06667, *_CN, "Sichuan", "四川省", _SHANGHAI,
          13568357),
    Place(1808926, "Hangzhou", "杭州", 30.29365, 120.16142, *_CN, "Zhejiang", "浙江省", _SHANGHAI,
          9236032),
    Place(2037013, "Harbin", "哈尔滨", 45.75, 126.65, *_CN, "Heilongjiang", "黑龙江省", _SHANGHAI,
          5242897),
    Place(2643743, "London", "伦敦", 51.50853, -0.12574, "GB", "United Kingdom", "英国", "England",
          "英格兰", "Europe/London", 8961989),
    Place(5128581, "New York", "纽约", 40.71427, -74.00597, *_US, "New York", "纽约州", _EAST,
          8804190),
    Place(4409896, "Springfield", "斯普林菲尔德", 37.21533, -93.29824, *_US, "Missouri", "密苏里州",
          _CHICAGO, 166810),
    Place(4250542, "Springfield", "斯普林菲尔德", 39.80172, -89.64371, *_US, "Illinois", "伊州",
          _CHICAGO, 116565),
)  # fmt: skip
