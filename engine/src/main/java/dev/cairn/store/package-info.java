/// Ranged bytes of objects, read and written: from files, over HTTP, from S3 and services like it,
/// with retries, merged requests, signatures and counts.
///
/// ```text
/// address ─► Stores ─► FileStore   ─► OpenFiles, NewFile
///                  ├─► ZipStore    ─► members of archives in any of the others
///                  ├─► HttpStore   ─► HttpSender ─► Origin (where, who signs, what refusals mean)
///                  └─► BucketStore ─►     ║      ─► Retry ─► HttpConnections
/// ```
///
/// An object that changes while it is read is an error: its size and version are pinned when it is
/// first touched. An object that is written appears whole or not at all; a race that is lost under
/// a condition is an answer ([PutOutcome][dev.cairn.store.PutOutcome]).
///
/// Followed: HTTP Semantics, RFC 9110 (<https://www.rfc-editor.org/rfc/rfc9110>); Bearer tokens,
/// RFC 6750; AWS Signature Version 4
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>); Amazon S3 API,
/// 2006-03-01 (<https://docs.aws.amazon.com/AmazonS3/latest/API/>); AWS STS API, 2011-06-15; Google
/// Cloud Storage XML API (<https://cloud.google.com/storage/docs/xml-api/overview>); Azure Blob
/// Storage REST API, 2020-10-02 (<https://learn.microsoft.com/rest/api/storageservices/>); ZIP File
/// Format Specification, 6.3.10 (<https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>).
@NullMarked
package dev.cairn.store;

import org.jspecify.annotations.NullMarked;
