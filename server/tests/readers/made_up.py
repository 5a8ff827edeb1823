"""What schemathesis does not know of itself: the body of an upload's next bytes is bytes."""

import schemathesis

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
