"""Reads an address as programs of others do, and prints what they understood as JSON.

usage: read.py podcastparser|feedparser|jsonld ADDRESS
"""

import io
import json
import sys
import urllib.request


def fetch(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read()


def podcastparser(address):
    import podcastparser

    return podcastparser.parse(address, io.BytesIO(fetch(address)))


def feedparser(address):
    import feedparser

    read = feedparser.parse(fetch(address))
    entries = [
        {
            "id": entry.id,
            "title": entry.title,
            "enclosures": [dict(one) for one in entry.enclosures],
            "published": entry.published,
        }
        for entry in read.entries
    ]
    fault = str(read.bozo_exception) if read.bozo else ""
    return {"fault": fault, "version": read.version, "title": read.feed.title, "entries": entries}


def jsonld(address):
    import extruct
    from pyld import jsonld

    # The vocabulary is not fetched: what is read here is whether the names are names of it.
    def loader(url, options=None):
        context = {"@context": {"@vocab": "https://schema.org/"}}
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}

    jsonld.set_document_loader(loader)
    found = extruct.extract(fetch(address).decode(), base_url=address, syntaxes=["json-ld", "opengraph"])
    expanded = [jsonld.expand(one) for one in found["json-ld"]]
    return {"found": found["json-ld"], "expanded": expanded, "opengraph": found["opengraph"]}


READERS = {"podcastparser": podcastparser, "feedparser": feedparser, "jsonld": jsonld}

if __name__ == "__main__":
    print(json.dumps(READERS[sys.argv[1]](sys.argv[2]), default=str))
