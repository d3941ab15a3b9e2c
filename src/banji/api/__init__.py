"""The API for systems: read a person or a household as of two dates, ask yes or no, post an event. Nothing here that
has no entry in the catalogue (`exchange/catalogue.yaml`, section `questions`). The guide is docs/guides/api.md; why
events are posted as they are: docs/adr/0009-events-from-systems.md."""
