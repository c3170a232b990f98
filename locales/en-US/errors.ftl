# Refusals of every kind. A rule is the end of a sentence that begins with its field.
error-invalid_request = { $field } { $rule }.
error-foreign = { $text }
