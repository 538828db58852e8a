package io.hibernateredis.admin;

/**
 * A request that cannot be served as it is. The message names the parameter, the value, the rule.
 */
public final class InvalidRequestException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String parameter;
    private final String value;
    private final String rule;

    /**
     * @param parameter what was given
     * @param value as it was given
     * @param rule what it must be, as the end of a sentence that begins with the parameter
     */
    public InvalidRequestException(String parameter, String value, String rule) {
        super(parameter + " " + rule + ", but was '" + value + "'");
        this.parameter = parameter;
        this.value = value;
        this.rule = rule;
    }

    public String parameter() {
        return parameter;
    }

    public String value() {
        return value;
    }

    public String rule() {
        return rule;
    }
}
