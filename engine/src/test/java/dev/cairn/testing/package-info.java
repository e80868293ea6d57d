/// What tests share: the folder of outside imagery, outside judges, stores that record or fail.
@NullMarked
package dev.cairn.testing;

import org.jspecify.annotations.NullMarked;
